// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {SupplyProperties} from "./SupplyProperties.sol";

/// @title HolderProperties
/// @notice Balances, allowances, freezes, pauses, signatures and events. Sentences and reasons: docs/audit/invariants.md.
abstract contract HolderProperties is SupplyProperties {
    function property_BAL01_ABalanceIsWhatCameInLessWhatWentOut() public view returns (bool) {
        for (uint256 i = 0; i < holders.length; ++i) if (lastBalance[holders[i]] != balance[holders[i]]) return false;
        return true;
    }

    function property_BAL02_NoBalanceExceedsTheSupply() public view returns (bool) {
        for (uint256 i = 0; i < holders.length; ++i) if (lastBalance[holders[i]] > supply) return false;
        return true;
    }

    function property_BAL03_TheZeroAddressAndTheTokenHoldNothing() public view returns (bool) {
        return token.balanceOf(address(0)) == 0 && token.balanceOf(address(token)) == 0;
    }

    function property_BAL04_AnActChangesOnlyTheBalancesItNames() public view returns (bool) {
        return _unseen("BAL04");
    }

    // ------------------------------------------------------------------------------------------------ allowances

    function property_ALW01_AllowancesShrinkByExactlyWhatIsSpent() public view returns (bool) {
        // One pair after each act, and all of them at the end.
        (address owner, address spender) = (_holder(calls), _holder(calls / holders.length));
        return token.allowance(owner, spender) == allowed[owner][spender];
    }

    function property_ALW02_NobodySpendsMoreThanWasAllowed() public view returns (bool) {
        return _unseen("ALW02");
    }

    // ------------------------------------------------------------------------------------------------ freezes, pauses

    function property_FRZ01_FrozenTokensMoveOnlyByComplianceActs() public view returns (bool) {
        return _unseen("FRZ01");
    }

    function property_FRZ02_OnlyFreezingActsChangeAFreeze() public view returns (bool) {
        // Whose balance moved was looked at with the act; of the others one after each act, and all of them at the end.
        address holder = _holder(calls);
        bool same = token.frozenUntil(holder) == until[holder];
        return same && token.isFrozen(holder) == (until[holder] > block.timestamp) && _unseen("FRZ02");
    }

    function property_FRZ03_AFrozenAccountReceivesNothing() public view returns (bool) {
        return _unseen("FRZ03");
    }

    function property_FRZ04_AFrozenSpenderOrBridgeMovesNothing() public view returns (bool) {
        return _unseen("FRZ04");
    }

    function property_FRZ05_AFreezeEndsWithin72HoursOrIsRatified() public view returns (bool) {
        address holder = _holder(calls);
        uint256 end = token.frozenUntil(holder);
        return end == UNTIL_UNFROZEN || end <= block.timestamp + 72 hours;
    }

    function property_FRZ06_TheZeroAddressAndTheTokenAreNeverFrozen() public view returns (bool) {
        return token.frozenUntil(address(0)) == 0 && token.frozenUntil(address(token)) == 0;
    }

    function property_FRZ07_AGuardianIsBarredFromWhatComplianceLifted() public view returns (bool) {
        (address account, address who) = (_holder(calls), calls % 2 == 0 ? guardian : secondGuardian);
        (uint256 known, uint256 said) = (barredUntil[account][who], token.guardianBarredUntil(account, who));
        // What has passed need not be remembered.
        bool same = known > block.timestamp ? said == known : said <= block.timestamp;
        return same && _unseen("FRZ07");
    }

    function property_FRZ08_ABatchSaysWhomItPassesOver() public view returns (bool) {
        return replay.passedOver() == passedOver;
    }

    function property_PAU01_NothingMovesInAPausedScope() public view returns (bool) {
        return _unseen("PAU01");
    }

    function property_PAU02_OnlyPausingActsChangeThePausedScopes() public view returns (bool) {
        return token.pausedScopes() == scopes;
    }

    function property_PAU03_NoSignatureCountsWhileSignaturesArePaused() public view returns (bool) {
        return _unseen("PAU03");
    }

    // ------------------------------------------------------------------------------------------------ signatures

    function property_AUT01_APermitNonceCountsTheAcceptedPermits() public view returns (bool) {
        address owner = _holder(calls);
        return token.nonces(owner) == permits[owner];
    }

    function property_AUT02_AnAuthorizationNonceHasAtMostOneEffect() public view returns (bool) {
        (address authorizer, bytes32 nonce) = (_holder(calls), bytes32((calls / holders.length) % REFERENCES));
        return _unseen("AUT02") && token.authorizationState(authorizer, nonce) == spentNonce[authorizer][nonce];
    }

    function property_AUT03_OnlyTheHoldersSignatureCounts() public view returns (bool) {
        return _unseen("AUT03");
    }

    function property_AUT04_ASignatureCountsOnlyInItsTime() public view returns (bool) {
        return _unseen("AUT04");
    }

    function property_AUT05_OnlyThePayeeReceivesByAuthorization() public view returns (bool) {
        return _unseen("AUT05");
    }

    function property_AUT06_ASignatureForAnotherChainNeverCounts() public view returns (bool) {
        return _unseen("AUT06");
    }

    // ------------------------------------------------------------------------------------------------ events, errors

    function property_EVT01_EventsRebuildBalancesAndSupply() public view returns (bool) {
        // One holder after each act, and all of them at the end.
        address holder = _holder(calls);
        return replay.balance(holder) == lastBalance[holder] && replay.supply() == supply;
    }

    function property_EVT02_EventsRebuildFreezesAndPauses() public view returns (bool) {
        address holder = _holder(calls);
        return replay.until(holder) == token.frozenUntil(holder) && replay.scopes() == token.pausedScopes();
    }

    function property_ERR01_EveryCallEndsExactlyAsTheRulesSay() public view returns (bool) {
        return _unseen("ERR01");
    }

    function _holderProperties(string memory ids) internal view returns (string memory) {
        ids = _note(ids, property_BAL01_ABalanceIsWhatCameInLessWhatWentOut(), "BAL01");
        ids = _note(ids, property_BAL02_NoBalanceExceedsTheSupply(), "BAL02");
        ids = _note(ids, property_BAL03_TheZeroAddressAndTheTokenHoldNothing(), "BAL03");
        ids = _note(ids, property_BAL04_AnActChangesOnlyTheBalancesItNames(), "BAL04");
        ids = _note(ids, property_ALW01_AllowancesShrinkByExactlyWhatIsSpent(), "ALW01");
        ids = _note(ids, property_ALW02_NobodySpendsMoreThanWasAllowed(), "ALW02");
        ids = _note(ids, property_FRZ01_FrozenTokensMoveOnlyByComplianceActs(), "FRZ01");
        ids = _note(ids, property_FRZ02_OnlyFreezingActsChangeAFreeze(), "FRZ02");
        ids = _note(ids, property_FRZ03_AFrozenAccountReceivesNothing(), "FRZ03");
        ids = _note(ids, property_FRZ04_AFrozenSpenderOrBridgeMovesNothing(), "FRZ04");
        ids = _note(ids, property_FRZ05_AFreezeEndsWithin72HoursOrIsRatified(), "FRZ05");
        ids = _note(ids, property_FRZ06_TheZeroAddressAndTheTokenAreNeverFrozen(), "FRZ06");
        ids = _note(ids, property_FRZ07_AGuardianIsBarredFromWhatComplianceLifted(), "FRZ07");
        ids = _note(ids, property_FRZ08_ABatchSaysWhomItPassesOver(), "FRZ08");
        ids = _note(ids, property_PAU01_NothingMovesInAPausedScope(), "PAU01");
        ids = _note(ids, property_PAU02_OnlyPausingActsChangeThePausedScopes(), "PAU02");
        ids = _note(ids, property_PAU03_NoSignatureCountsWhileSignaturesArePaused(), "PAU03");
        ids = _note(ids, property_AUT01_APermitNonceCountsTheAcceptedPermits(), "AUT01");
        ids = _note(ids, property_AUT02_AnAuthorizationNonceHasAtMostOneEffect(), "AUT02");
        ids = _note(ids, property_AUT03_OnlyTheHoldersSignatureCounts(), "AUT03");
        ids = _note(ids, property_AUT04_ASignatureCountsOnlyInItsTime(), "AUT04");
        ids = _note(ids, property_AUT05_OnlyThePayeeReceivesByAuthorization(), "AUT05");
        ids = _note(ids, property_AUT06_ASignatureForAnotherChainNeverCounts(), "AUT06");
        ids = _note(ids, property_EVT01_EventsRebuildBalancesAndSupply(), "EVT01");
        ids = _note(ids, property_EVT02_EventsRebuildFreezesAndPauses(), "EVT02");
        return _note(ids, property_ERR01_EveryCallEndsExactlyAsTheRulesSay(), "ERR01");
    }
}
