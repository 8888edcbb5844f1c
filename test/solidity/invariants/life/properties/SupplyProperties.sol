// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ICrosschain} from "../../../../../contracts/interfaces/ICrosschain.sol";
import {TimelockActs} from "../acts/TimelockActs.sol";

/// @title SupplyProperties
/// @notice Supply, limits, references and bridges. Sentences and reasons: docs/audit/invariants.md.
abstract contract SupplyProperties is TimelockActs {
    function property_SUP01_SupplyIsTheSumOfBalances() public view returns (bool) {
        uint256 sum = 0;
        for (uint256 i = 0; i < holders.length; ++i) sum += lastBalance[holders[i]];
        return supply == sum; // which SUP03 compares with the token's
    }

    function property_SUP02_IssuedUnderEachReportIsWithinItsAllocation() public view returns (bool) {
        return _unseen("SUP02");
    }

    function property_SUP03_SupplyIsWhatCameInLessWhatWentOut() public view returns (bool) {
        return token.totalSupply() == supply && supply == issued + cameIn - redeemed - wentOut - wiped;
    }

    function property_SUP04_NoIssueLeavesTheSupplyAboveTheReserves() public view returns (bool) {
        return _unseen("SUP04");
    }

    function property_SUP05_NothingIsIssuedOutsideAnOpenWindow() public view returns (bool) {
        return _unseen("SUP05");
    }

    function property_SUP06_TheTokenCountsWhatItIssuedUnderTheReport() public view returns (bool) {
        (uint64 under, uint256 minted) = token.mintedInWindow();
        return under == countedSequence && minted == counted;
    }

    function property_SUP07_HeadroomIsWhatCanStillBeIssued() public view returns (bool) {
        return token.headroom() == _headroom();
    }

    function property_SUP08_RetirementIsForGood() public view returns (bool) {
        return _unseen("SUP08") && token.retired() == retired && token.successor() == (retired ? stranger : address(0));
    }

    function property_SUP09_IssuanceNeverGoesBackToAnOlderReport() public view returns (bool) {
        return _unseen("SUP09");
    }

    function property_SUP10_NothingIsIssuedUnderAReportThatSaysLessThanIsOut() public view returns (bool) {
        return _unseen("SUP10");
    }

    // ------------------------------------------------------------------------------------------------ limits

    function property_LIM01_AMinterStaysWithinCapacityAndRefill() public view returns (bool) {
        return _bounded(mintBucket[minter]) && _bounded(mintBucket[secondMinter]);
    }

    function property_LIM02_ABridgeStaysWithinCapacityAndRefillInEachDirection() public view returns (bool) {
        bool first = _bounded(inBucket[bridge]) && _bounded(outBucket[bridge]);
        return first && _bounded(inBucket[secondBridge]) && _bounded(outBucket[secondBridge]);
    }

    function property_LIM03_WhatIsLeftIsCapacityLessUseAndNeverMore() public view returns (bool) {
        (uint256 capacity, , uint256 left) = token.minterLimit(minter);
        (, uint256 modelled) = _state(mintBucket[minter]);
        (, uint256 inLeft, uint256 outLeft) = token.bridgeLimits(bridge);
        (, uint256 inModelled) = _state(inBucket[bridge]);
        inModelled = _least(inModelled, _room(inflowCap[bridge], broughtIn[bridge], takenOut[bridge]));
        inModelled = _least(inModelled, _room(inflowCapOverAll, cameIn, wentOut));
        (, uint256 outModelled) = _state(outBucket[bridge]);
        return left == modelled && left <= capacity && inLeft == inModelled && outLeft == outModelled;
    }

    function property_LIM05_AGuardianStaysWithinCapacityAndRefill() public view returns (bool) {
        (, uint256 modelled) = _state(freezeBucket[guardian]);
        (, , uint256 left) = token.guardianLimit(guardian);
        return left == modelled && _bounded(freezeBucket[guardian]) && _bounded(freezeBucket[secondGuardian]);
    }

    function property_LIM04_ALimitThatIsUnsetOrZeroLetsNothingThrough() public view returns (bool) {
        return _unseen("LIM04");
    }

    // ------------------------------------------------------------------------------------------------ references

    function property_REF01_AReferenceHasAtMostOneEffect() public view returns (bool) {
        bytes32 ref = bytes32(calls % REFERENCES);
        return
            _usedOnce(ref, depositUses[ref], token.isDepositUsed(ref)) &&
            _usedOnce(ref, payoutUses[ref], token.isPayoutUsed(ref)) &&
            _usedOnce(ref, actUses[ref], token.isActUsed(ref));
    }

    function property_REF02_EveryUseOfAReferenceIsAnEventAndEveryEventAUse() public view returns (bool) {
        bytes32 ref = bytes32(calls % REFERENCES);
        bool bank = replay.deposits(ref) == depositUses[ref] && replay.payouts(ref) == payoutUses[ref];
        return bank && replay.acts(ref) == actUses[ref];
    }

    // ------------------------------------------------------------------------------------------------ bridges

    function property_BRG01_BooksMatchWhatTheBridgeMoved() public view returns (bool) {
        (uint256 minted, uint256 burned) = token.bridgeBooks(bridge);
        (uint256 other, uint256 otherBurned) = token.bridgeBooks(secondBridge);
        bool first = minted == broughtIn[bridge] && burned == takenOut[bridge];
        return first && other == broughtIn[secondBridge] && otherBurned == takenOut[secondBridge];
    }

    function property_BRG02_ABridgeBurnsOnlyItsOwnOrWhatItWasAllowed() public view returns (bool) {
        return _unseen("BRG02");
    }

    function property_BRG03_TheCapsCountExactlyWhatCameInNet() public view returns (bool) {
        (uint256 cap, int256 net) = token.inflowCap();
        bool all = cap == inflowCapOverAll && net == int256(cameIn) - int256(wentOut) && replay.inflowCap() == cap;
        (ICrosschain.BridgeLimits memory limits, , ) = token.bridgeLimits(secondBridge);
        return all && limits.netInflowCap == inflowCap[secondBridge];
    }

    function property_RSC01_RescueNeverMovesTheTokenItself() public view returns (bool) {
        return _unseen("RSC01");
    }

    function _supplyProperties(string memory ids) internal view returns (string memory) {
        ids = _note(ids, property_SUP01_SupplyIsTheSumOfBalances(), "SUP01");
        ids = _note(ids, property_SUP02_IssuedUnderEachReportIsWithinItsAllocation(), "SUP02");
        ids = _note(ids, property_SUP03_SupplyIsWhatCameInLessWhatWentOut(), "SUP03");
        ids = _note(ids, property_SUP04_NoIssueLeavesTheSupplyAboveTheReserves(), "SUP04");
        ids = _note(ids, property_SUP05_NothingIsIssuedOutsideAnOpenWindow(), "SUP05");
        ids = _note(ids, property_SUP06_TheTokenCountsWhatItIssuedUnderTheReport(), "SUP06");
        ids = _note(ids, property_SUP07_HeadroomIsWhatCanStillBeIssued(), "SUP07");
        ids = _note(ids, property_SUP08_RetirementIsForGood(), "SUP08");
        ids = _note(ids, property_SUP09_IssuanceNeverGoesBackToAnOlderReport(), "SUP09");
        ids = _note(ids, property_SUP10_NothingIsIssuedUnderAReportThatSaysLessThanIsOut(), "SUP10");
        ids = _note(ids, property_LIM01_AMinterStaysWithinCapacityAndRefill(), "LIM01");
        ids = _note(ids, property_LIM02_ABridgeStaysWithinCapacityAndRefillInEachDirection(), "LIM02");
        ids = _note(ids, property_LIM03_WhatIsLeftIsCapacityLessUseAndNeverMore(), "LIM03");
        ids = _note(ids, property_LIM04_ALimitThatIsUnsetOrZeroLetsNothingThrough(), "LIM04");
        ids = _note(ids, property_LIM05_AGuardianStaysWithinCapacityAndRefill(), "LIM05");
        ids = _note(ids, property_REF01_AReferenceHasAtMostOneEffect(), "REF01");
        ids = _note(ids, property_REF02_EveryUseOfAReferenceIsAnEventAndEveryEventAUse(), "REF02");
        ids = _note(ids, property_BRG01_BooksMatchWhatTheBridgeMoved(), "BRG01");
        ids = _note(ids, property_BRG02_ABridgeBurnsOnlyItsOwnOrWhatItWasAllowed(), "BRG02");
        ids = _note(ids, property_BRG03_TheCapsCountExactlyWhatCameInNet(), "BRG03");
        return _note(ids, property_RSC01_RescueNeverMovesTheTokenItself(), "RSC01");
    }

    function _note(string memory ids, bool holds_, string memory id) internal pure returns (string memory) {
        return holds_ ? ids : string.concat(ids, id, " ");
    }

    function _usedOnce(bytes32 ref, uint256 uses, bool marked) private pure returns (bool) {
        return uses <= 1 && marked == (uses == 1) && (ref != 0 || uses == 0);
    }

    function _least(uint256 one, uint256 two) private pure returns (uint256) {
        return one < two ? one : two;
    }

    function _bounded(Bucket storage bucket) private view returns (bool) {
        return bucket.taken <= _ceiling(bucket);
    }
}
