// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {TokenProof} from "./TokenProof.sol";

/// @title PauseProof
/// @notice What a pause stops, for all callers, arguments and states.
contract PauseProof is TokenProof {
    uint256 private constant TRANSFER = 1;
    uint256 private constant MINT = 2;
    uint256 private constant BURN = 4;
    uint256 private constant CROSSCHAIN = 8;
    uint256 private constant SIGNATURE = 16;
    uint256 private constant SEIZE = 32;
    uint256 private constant SCOPES = 63;

    /// @notice While a scope is paused, every function in it reverts, whoever calls it with whatever arguments; those of
    /// holders with `EnforcedPause`.
    function check_PPAU01_aPausedScopeStops(
        uint8 which,
        address caller,
        address from,
        address to,
        uint256 amount,
        bytes32 word
    ) external {
        (bytes memory act, uint256 scope) = _act(which, from, to, amount, word);
        vm.assume(_switches() & scope != 0);
        witness();
        if (which < 8) _assertRefused(caller, act, ILedgerErrors.EnforcedPause.selector);
        else assert(!_call(caller, act)); // a role is asked for first
    }

    /// @notice A pause sets exactly its scopes and an end of pause clears exactly its scopes; neither can reach another bit,
    /// the repair path's among them, nor any account or the supply.
    function check_PPAU02_pausesSetExactlyTheirScopes(
        address caller,
        uint256 scopes,
        bool on,
        address account
    ) external {
        (uint256 switches, uint256 word, uint256 supply) = (_switches(), _word(account), _supply());
        bytes memory act = on ? abi.encodeCall(token.pause, (scopes)) : abi.encodeCall(token.unpause, (scopes));
        vm.assume(_call(caller, act));
        witness();
        assert(scopes != 0 && scopes & ~SCOPES == 0);
        assert(_switches() == (on ? switches | scopes : switches & ~scopes));
        assert(_word(account) == word && _supply() == supply);
        assert(token.pausedScopes() == _switches() & SCOPES);
    }

    function _act(
        uint8 which,
        address from,
        address to,
        uint256 amount,
        bytes32 word
    ) private view returns (bytes memory act, uint256 scope) {
        vm.assume(which < 14);
        bytes memory signature = abi.encodePacked(word, word, uint8(27));
        if (which == 0) return (abi.encodeCall(token.transfer, (to, amount)), TRANSFER);
        if (which == 1) return (abi.encodeCall(token.transferFrom, (from, to, amount)), TRANSFER);
        if (which == 8) return (abi.encodeCall(token.mint, (to, amount, word)), MINT);
        if (which == 9) return (abi.encodeCall(token.burn, (amount, word)), BURN);
        if (which == 10) return (abi.encodeCall(token.crosschainMint, (to, amount)), CROSSCHAIN);
        if (which == 11) return (abi.encodeCall(token.crosschainBurn, (from, amount)), CROSSCHAIN);
        if (which == 12) return (abi.encodeCall(token.seize, (from, to, amount, word, word)), SEIZE);
        if (which == 13) return (abi.encodeCall(token.wipe, (from, amount, word, word)), SEIZE);
        string memory permit = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";
        if (which == 2) return (abi.encodeWithSignature(permit, from, to, amount, amount, 27, word, word), SIGNATURE);
        permit = "permit(address,address,uint256,uint256,bytes)";
        if (which == 3) return (abi.encodeWithSignature(permit, from, to, amount, amount, signature), SIGNATURE);
        string memory cancel = "cancelAuthorization(address,bytes32,bytes)";
        if (which == 4) return (abi.encodeWithSignature(cancel, from, word, signature), SIGNATURE);
        cancel = "cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)";
        if (which == 5) return (abi.encodeWithSignature(cancel, from, word, 27, word, word), SIGNATURE);
        string memory arguments = "(address,address,uint256,uint256,uint256,bytes32,bytes)";
        string memory name = which == 6 ? "transferWithAuthorization" : "receiveWithAuthorization";
        act = abi.encodeWithSignature(string.concat(name, arguments), from, to, amount, 0, amount, word, signature);
        return (act, TRANSFER | SIGNATURE);
    }
}
