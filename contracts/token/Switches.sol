// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ILedgerErrors} from "../interfaces/ILedgerErrors.sol";

/// @title Switches
/// @notice One storage word that every call moving tokens or taking a signature reads. Zero means everything is on and
/// is the only fast path; each set bit pauses one scope, and `DELEGATED` routes holder functions to the implementation.
abstract contract Switches is ILedgerErrors {
    uint256 internal constant TRANSFER = 1 << 0;
    uint256 internal constant MINT = 1 << 1;
    uint256 internal constant BURN = 1 << 2;
    uint256 internal constant CROSSCHAIN = 1 << 3;
    uint256 internal constant SIGNATURE = 1 << 4;
    uint256 internal constant SEIZE = 1 << 5;
    uint256 internal constant SCOPES = TRANSFER | MINT | BURN | CROSSCHAIN | SIGNATURE | SEIZE;
    uint256 internal constant DELEGATED = 1 << 255;

    /// @custom:storage-location erc7201:stablecoin.storage.Switches
    struct SwitchesStorage {
        uint256 word;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Switches")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant SWITCHES_STORAGE = 0x0c21c673551dc44acd910bc19ca12091e76ef660c5b7a9c215c8c5e61d44cd00;

    /// @dev The word, as it is.
    function _switches() internal view returns (uint256) {
        return _switchesStorage().word;
    }

    /// @dev Sets the given bits.
    function _turnOn(uint256 bits) internal {
        _switchesStorage().word |= bits;
    }

    /// @dev Clears the given bits.
    function _turnOff(uint256 bits) internal {
        _switchesStorage().word &= ~bits;
    }

    /// @dev Reverts if any of `scopes` is paused.
    function _requireNotPaused(uint256 scopes) internal view {
        _requireNotPaused(_switches(), scopes);
    }

    /// @dev Reverts if any of `scopes` is paused in a word that was read already.
    function _requireNotPaused(uint256 word, uint256 scopes) internal pure {
        uint256 stopped = word & scopes;
        require(stopped == 0, EnforcedPause(stopped));
    }

    function _switchesStorage() private pure returns (SwitchesStorage storage $) {
        assembly ("memory-safe") {
            $.slot := SWITCHES_STORAGE
        }
    }
}
