// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IInitializing} from "../../contracts/interfaces/IInitializing.sol";
import {IReserveGate} from "../../contracts/interfaces/IReserveGate.sol";
import {IStablecoin} from "../../contracts/interfaces/IStablecoin.sol";
import {AnyGate} from "./AnyGate.sol";
import {Proof} from "./Proof.sol";

/// @title TokenProof
/// @notice The token as it is deployed, in any state: whatever its constructor does not write can hold anything, so every
/// account can have any balance, freeze, allowance and role, and every scope can be paused.
abstract contract TokenProof is Proof {
    /// @dev Two accounts that an act moves tokens between, and one that it must not touch.
    struct Books {
        address from;
        address to;
        address other;
        uint256 wordFrom;
        uint256 wordTo;
        uint256 wordOther;
        uint256 supply;
        uint256 switches;
    }

    address internal constant ADMIN = address(0xad);
    uint256 internal constant LARGEST = type(uint216).max;
    uint256 internal constant DELEGATED = 1 << 255;

    IStablecoin internal token;
    AnyGate internal gate;
    bytes32 internal ledgerSlot = bytes32(namespace("stablecoin.storage.Ledger"));
    bytes32 internal switchesSlot = bytes32(namespace("stablecoin.storage.Switches"));

    function setUp() public virtual {
        gate = new AnyGate();
        token = _deployToken(gate);
        svm.enableSymbolicStorage(address(token));
    }

    function _deployToken(IReserveGate itsGate) internal returns (IStablecoin) {
        IInitializing.IssuerParameters memory parameters = IInitializing.IssuerParameters({
            defaultAdmin: ADMIN,
            defaultAdminDelay: 2 days,
            roles: new IInitializing.RoleGrant[](0),
            reserveGate: itsGate,
            inflowCap: type(uint256).max
        });
        address controls = deploy("IssuerControls.sol:IssuerControls", "");
        bytes memory arguments = abi.encode("Som Token", "SOMT", "KGS", uint8(6), controls, parameters);
        return IStablecoin(deploy("Stablecoin.sol:Stablecoin", arguments));
    }

    // ------------------------------------------------------------------------------------------------ storage

    function _word(address account) internal view returns (uint256) {
        return uint256(vm.load(address(token), keccak256(abi.encode(account, ledgerSlot))));
    }

    function _allowed(address owner, address spender) internal view returns (uint256) {
        bytes32 owned = keccak256(abi.encode(owner, uint256(ledgerSlot) + 1));
        return uint256(vm.load(address(token), keccak256(abi.encode(spender, owned))));
    }

    function _supply() internal view returns (uint256) {
        return uint256(vm.load(address(token), bytes32(uint256(ledgerSlot) + 2)));
    }

    function _switches() internal view returns (uint256) {
        return uint256(vm.load(address(token), switchesSlot));
    }

    function _balance(uint256 word) internal pure returns (uint256) {
        return word & LARGEST;
    }

    function _until(uint256 word) internal pure returns (uint256) {
        return word >> 216;
    }

    function _isFrozen(uint256 word) internal view returns (bool) {
        return _until(word) > block.timestamp;
    }

    // ------------------------------------------------------------------------------------------------ acts

    function _call(address caller, bytes memory data) internal returns (bool success) {
        vm.prank(caller);
        (success, ) = address(token).call(data);
    }

    /// @dev Asserts that a call reverts with the given error, whatever its values.
    function _assertRefused(address caller, bytes memory data, bytes4 refusal) internal {
        vm.prank(caller);
        (bool success, bytes memory reason) = address(token).call(data);
        assert(!success && bytes4(reason) == refusal);
    }

    // ------------------------------------------------------------------------------------------------ books

    /// @dev Assumes what always holds: the supply fits in 216 bits and holds the balances of any two accounts.
    function _before(address from, address to, address other) internal view returns (Books memory books) {
        vm.assume(other != from && other != to);
        books.from = from;
        books.to = to;
        books.other = other;
        books.wordFrom = _word(from);
        books.wordTo = _word(to);
        books.wordOther = _word(other);
        books.supply = _supply();
        books.switches = _switches();
        vm.assume(books.supply <= LARGEST);
        vm.assume(_held(books) <= books.supply);
    }

    /// @dev Asserts that exactly `taken` left the one account, `given` reached the other, and the supply changed by the
    /// difference, so that what all others hold together is as before; and that freezes, the third account and the
    /// switches are as before.
    function _assertMoved(Books memory books, uint256 taken, uint256 given) internal view {
        (uint256 wordFrom, uint256 wordTo, uint256 supply) = (_word(books.from), _word(books.to), _supply());
        unchecked {
            if (books.from == books.to) {
                assert(wordFrom == books.wordFrom + given - taken);
            } else {
                assert(wordFrom == books.wordFrom - taken);
                assert(wordTo == books.wordTo + given);
            }
            assert(supply == books.supply + given - taken);
        }
        assert(taken <= _balance(books.wordFrom));
        assert(_until(wordFrom) == _until(books.wordFrom));
        assert(_until(wordTo) == _until(books.wordTo));
        assert(_word(books.other) == books.wordOther);
        assert(_switches() == books.switches);
    }

    function _held(Books memory books) private pure returns (uint256) {
        if (books.from == books.to) return _balance(books.wordFrom);
        return _balance(books.wordFrom) + _balance(books.wordTo);
    }
}
