// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {System} from "./System.sol";

/// @title Signing
/// @notice The system with a holder who signs. Digests are computed here from the EIP texts.
abstract contract Signing is System {
    uint256 internal constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes32 internal constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

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
        vm.etch(account, deploy("SmartWallet.sol:SmartWallet", abi.encode(vm.addr(walletKey))).code);
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
