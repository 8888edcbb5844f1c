// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {System} from "./System.sol";

/// @title Wallet
/// @notice An ERC-1271 wallet with one key, kept in its code so that the code can be put at any address.
contract Wallet is IERC1271 {
    address private immutable KEY;

    constructor(address key) {
        KEY = key;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes memory signature) external view returns (bytes4) {
        if (signature.length != 65) return 0xffffffff;
        (bytes32 r, bytes32 s, uint8 v) = (bytes32(0), bytes32(0), 0);
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
            v := byte(0, mload(add(signature, 96)))
        }
        return ecrecover(hash, v, r, s) == KEY ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @title Signing
/// @notice The system with a holder who signs. Digests are computed here from the EIP texts.
abstract contract Signing is System {
    uint256 internal constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes32 internal constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    address internal holder;
    uint256 internal holderKey;
    uint256 internal walletKey;
    uint256 internal strangerKey;

    function setUp() public virtual override {
        super.setUp();
        (holder, holderKey) = makeAccount("holder");
        (, walletKey) = makeAccount("wallet key");
        (, strangerKey) = makeAccount("stranger");
    }

    /// @dev Puts a contract wallet at an account; only `walletKey` signs for it.
    function _makeWallet(address account) internal {
        vm.etch(account, address(new Wallet(vm.addr(walletKey))).code);
    }

    function _separator(uint256 chainId) internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    keccak256(bytes(NAME)),
                    keccak256("1"),
                    chainId,
                    address(token)
                )
            );
    }

    /// @dev The digest of an encoded struct under the token's domain on this chain.
    function _typed(bytes memory encoded) internal view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", _separator(block.chainid), keccak256(encoded)));
    }

    /// @dev An ERC-2098 signature of 64 bytes.
    function _compact(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, uint256(s) | (uint256(v - 27) << 255));
    }

    /// @dev The other signature of the same digest, which must not count.
    function _highS(uint256 key, bytes32 digest) internal pure returns (uint8 v, bytes32 r, bytes32 s) {
        (v, r, s) = vm.sign(key, digest);
        s = bytes32(CURVE_ORDER - uint256(s));
        v = v == 27 ? 28 : 27;
    }
}
