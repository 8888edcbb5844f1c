// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IHandler} from "../Campaign.sol";
import {Thief} from "./Thief.sol";

/// @title ChainsHandler
/// @notice Two chains, and what must hold over both. Sentences and reasons: docs/audit/invariants.md.
contract ChainsHandler is Thief, IHandler {
    uint256 internal constant ACTS = 22;

    function setUp() public override {
        super.setUp();
        bank = 60_000;
        for (uint256 c = 0; c < 2; ++c) {
            for (uint256 i = 0; i < holders.length; ++i) {
                vm.prank(holders[i]);
                tokens[c].approve(bridge, UNLIMITED);
                vm.prank(holders[i]);
                tokens[c].approve(address(adapters[c]), UNLIMITED);
            }
        }
        // A first report on both chains, holders on both, and a message on its way.
        this.attest(48_000 << 8, 24_000, uint256(1 days) << 40);
        for (uint256 c = 0; c < 2; ++c) {
            this.relay(c, 1);
            for (uint256 i = 0; i < holders.length; ++i) this.mint(c, i, (3_000 << 16) | 515);
        }
        this.sendAcross(0, 0, 0x11, (1_000 << 8) | 2);
    }

    // ------------------------------------------------------------------------------------------------ properties

    function property_XCH01_NoMoreThanTheAttestedReservesIsOutOrCanBe() public view returns (bool) {
        return _claims() <= reports[reports.length - 1].reserves + forged;
    }

    function property_XCH02_NoMoreThanIsInTheBankIsOutOrCanBe() public view returns (bool) {
        return _claims() <= bank + forged;
    }

    function property_XCH03_EachSupplyIsWhatCameInLessWhatWentOut() public view returns (bool) {
        for (uint256 c = 0; c < 2; ++c) {
            uint256 left = issued[c] + cameIn[c] - redeemed[c] - wentOut[c] - wiped[c];
            if (tokens[c].totalSupply() != left) return false;
        }
        return _unseen("XCH03");
    }

    function property_XCH04_EachChainIssuesWithinItsShareOfTheReportOfItsTime() public view returns (bool) {
        return _unseen("XCH04");
    }

    function property_XCH05_EventsRebuildBothChains() public view returns (bool) {
        for (uint256 c = 0; c < 2; ++c) {
            if (replays[c].supply() != tokens[c].totalSupply() || replays[c].scopes() != tokens[c].pausedScopes())
                return false;
            // One holder after each act, and all of them at the end.
            if (!_replayed(c, _holder(calls))) return false;
        }
        return true;
    }

    function property_XCH06_TheBooksOfBothBridgesAddUp() public view returns (bool) {
        for (uint256 c = 0; c < 2; ++c) {
            (uint256 forged_, uint256 burned) = tokens[c].bridgeBooks(bridge);
            if (forged_ != lootForged[c] || burned != lootBurned[c]) return false;
        }
        (uint256 inFirst, uint256 outFirst) = tokens[0].bridgeBooks(address(adapters[0]));
        (uint256 inSecond, uint256 outSecond) = tokens[1].bridgeBooks(address(adapters[1]));
        return outFirst + outSecond == sent && inFirst + inSecond == settled && sent == settled + inFlight;
    }

    function property_XCH07_AStolenKeyTakesNothingFromWhoIsNotFrozen() public view returns (bool) {
        return _unseen("XCH07");
    }

    function property_XCH08_OneAttestorsKeyOpensNothing() public view returns (bool) {
        return _unseen("XCH08");
    }

    function property_XCH09_RedemptionNeedsNoReportAndNoOtherChain() public view returns (bool) {
        return _unseen("XCH09");
    }

    function property_XCH10_AStolenMinterTakesAtMostItsLimit() public view returns (bool) {
        return _bounded(lootMinted);
    }

    function property_XCH11_AStolenBridgeTakesAtMostItsLimits() public view returns (bool) {
        return _bounded(lootForged) && _bounded(lootBurned);
    }

    function property_XCH12_BothChainsAcceptTheSameReports() public view returns (bool) {
        for (uint256 c = 0; c < 2; ++c) {
            uint64 latest = gates[c].latestSequence();
            if (latest > reports.length) return false;
            if (latest != 0 && gates[c].report(latest).digest != reports[latest - 1].digest) return false;
        }
        return true;
    }

    function property_XCH13_WhatComesInNetIsWithinTheCapsHoweverLongATheftLasts() public view returns (bool) {
        address[2] memory bridges = [bridge, address(adapters[0])];
        for (uint256 i = 0; i < 2; ++i) {
            (uint256 minted, uint256 burned) = tokens[0].bridgeBooks(bridges[i]);
            if (minted > burned + INFLOW_CAP) return false;
        }
        return cameIn[1] <= wentOut[1] + INFLOW_CAP;
    }

    function property_XCH14_WhatIsOpenFollowsFromTheReportsAndTheClock() public returns (bool) {
        for (uint256 c = 0; c < 2; ++c) {
            vm.warp(_local(c));
            uint64 open = _openByClock(c);
            try gates[c].issuanceWindow() returns (uint64 found, uint256 mintable, uint256 reserves) {
                if (open == 0 || found != open) return false;
                if (mintable != reports[open - 1].mintable[c] || reserves != reports[open - 1].reserves) return false;
            } catch {
                if (open != 0) return false;
            }
        }
        return true;
    }

    function property_XCH15_NoChainTakesAReportWhoseSharesTogetherExceedIt() public view returns (bool) {
        return _unseen("XCH15");
    }

    function property_XCH16_SuppliesInFlightAndHeldAreWhatWasIssuedLessRedeemedAndWiped() public view returns (bool) {
        uint256 there = lootBurned[0] + lootBurned[1];
        uint256 known = lootForged[0] + lootForged[1];
        for (uint256 c = 0; c < 2; ++c) {
            if (adapters[c].heldTotal() != held[c]) return false;
            there += tokens[c].totalSupply() + redeemed[c] + wiped[c] + held[c];
            known += issued[c];
        }
        return there + inFlight - held[0] - held[1] == known;
    }

    function property_XCH17_AMinorityOfVerifiersMintsNothing() public view returns (bool) {
        return _unseen("XCH17");
    }

    function property_XCH18_AMessageHasItsEffectOnceAndInFull() public view returns (bool) {
        return _unseen("XCH18");
    }

    function property_XCH19_WhatIsHeldLeavesOnceToItsReceiverOrUnderACase() public view returns (bool) {
        return _unseen("XCH19");
    }

    function property_ERR02_HonestActsAreRefusedForKnownReasonsOnly() public view returns (bool) {
        return _unseen("ERR02");
    }

    // ------------------------------------------------------------------------------------------------ what the campaign asks

    function count() external view returns (uint256) {
        return calls;
    }

    function broken() external returns (string memory ids) {
        ids = _note(ids, property_XCH01_NoMoreThanTheAttestedReservesIsOutOrCanBe(), "XCH01");
        ids = _note(ids, property_XCH02_NoMoreThanIsInTheBankIsOutOrCanBe(), "XCH02");
        ids = _note(ids, property_XCH03_EachSupplyIsWhatCameInLessWhatWentOut(), "XCH03");
        ids = _note(ids, property_XCH04_EachChainIssuesWithinItsShareOfTheReportOfItsTime(), "XCH04");
        ids = _note(ids, property_XCH05_EventsRebuildBothChains(), "XCH05");
        ids = _note(ids, property_XCH06_TheBooksOfBothBridgesAddUp(), "XCH06");
        ids = _note(ids, property_XCH07_AStolenKeyTakesNothingFromWhoIsNotFrozen(), "XCH07");
        ids = _note(ids, property_XCH08_OneAttestorsKeyOpensNothing(), "XCH08");
        ids = _note(ids, property_XCH09_RedemptionNeedsNoReportAndNoOtherChain(), "XCH09");
        ids = _note(ids, property_XCH10_AStolenMinterTakesAtMostItsLimit(), "XCH10");
        ids = _note(ids, property_XCH11_AStolenBridgeTakesAtMostItsLimits(), "XCH11");
        ids = _note(ids, property_XCH12_BothChainsAcceptTheSameReports(), "XCH12");
        ids = _note(ids, property_XCH13_WhatComesInNetIsWithinTheCapsHoweverLongATheftLasts(), "XCH13");
        ids = _note(ids, property_XCH14_WhatIsOpenFollowsFromTheReportsAndTheClock(), "XCH14");
        ids = _note(ids, property_XCH15_NoChainTakesAReportWhoseSharesTogetherExceedIt(), "XCH15");
        ids = _note(ids, property_XCH16_SuppliesInFlightAndHeldAreWhatWasIssuedLessRedeemedAndWiped(), "XCH16");
        ids = _note(ids, property_XCH17_AMinorityOfVerifiersMintsNothing(), "XCH17");
        ids = _note(ids, property_XCH18_AMessageHasItsEffectOnceAndInFull(), "XCH18");
        ids = _note(ids, property_XCH19_WhatIsHeldLeavesOnceToItsReceiverOrUnderACase(), "XCH19");
        ids = _note(ids, property_ERR02_HonestActsAreRefusedForKnownReasonsOnly(), "ERR02");
        if (bytes(surprise).length != 0) ids = string.concat(ids, surprise);
    }

    function brokenAtEnd() external view returns (string memory ids) {
        for (uint256 c = 0; c < 2; ++c) {
            uint256 sum = 0;
            for (uint256 i = 0; i < holders.length; ++i) {
                sum += tokens[c].balanceOf(holders[i]);
                ids = _note(ids, _replayed(c, holders[i]), "XCH05");
            }
            // What a rescuer or a compliance officer stole lies with an account that is no holder.
            if (thief != address(0)) sum += thief == burner || thief == bridge ? 0 : tokens[c].balanceOf(thief);
            ids = _note(ids, tokens[c].totalSupply() == sum, "SUP01");
        }
    }

    function figures() external view returns (string memory line) {
        line = string.concat(vm.toString(calls), " ", vm.toString(successes));
        for (uint256 i = 0; i < kinds.length; ++i) {
            bytes4 kind = kinds[i];
            line = string.concat(line, " ", vm.toString(abi.encodePacked(kind)), "=", vm.toString(refusals[kind]));
        }
    }

    /// @notice How often a report that promised too much was refused.
    function timesRefused() external view returns (uint256) {
        return slips;
    }

    /// @notice How often an act succeeded.
    function times(string calldata act) external view returns (uint256) {
        return done[act];
    }

    /// @notice The acts the fuzzer chooses from.
    function acts() external pure virtual returns (bytes4[] memory) {
        return _honestActs(ACTS);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _honestActs(uint256 count) internal pure returns (bytes4[] memory list) {
        list = new bytes4[](count);
        (list[0], list[1], list[2]) = (this.deposit.selector, this.attest.selector, this.relay.selector);
        (list[3], list[4], list[5]) = (this.closeWindow.selector, this.wait.selector, this.drift.selector);
        (list[6], list[7], list[8]) = (this.die.selector, this.mint.selector, this.burn.selector);
        (list[9], list[10], list[11]) = (this.transfer.selector, this.sendAcross.selector, this.deliver.selector);
        (list[12], list[13], list[14]) = (this.lose.selector, this.confirm.selector, this.intervene.selector);
        (list[15], list[16], list[17]) = (this.overpromise.selector, this.commit.selector, this.skip.selector);
        (list[18], list[19], list[20]) = (this.claim.selector, this.takeHeld.selector, this.upgrade.selector);
        list[21] = this.lie.selector;
    }

    function _replayed(uint256 c, address holder) private view returns (bool) {
        bool same = replays[c].balance(holder) == tokens[c].balanceOf(holder);
        return same && replays[c].until(holder) == tokens[c].frozenUntil(holder);
    }

    /// @dev All that holders can claim now, or could after whatever may still be issued.
    function _claims() private view returns (uint256) {
        return _outstanding() + inFlight + _open();
    }

    /// @dev One capacity and the refill since the theft, on each chain.
    function _bounded(uint256[2] storage loot) private view returns (bool) {
        for (uint256 c = 0; c < 2; ++c) {
            uint256 elapsed = _local(c) - stolenAt[c];
            if (loot[c] > CAPACITY + (CAPACITY * elapsed) / WINDOW + 1) return false;
        }
        return true;
    }

    function _note(string memory ids, bool holds, string memory id) private pure returns (string memory) {
        return holds ? ids : string.concat(ids, id, " ");
    }
}

/// @title StolenKeyHandler
/// @notice The same, and at some moment one key is in the wrong hands.
contract StolenKeyHandler is ChainsHandler {
    /// @notice For a walk: which key it shall be.
    function give(uint256 which) external {
        _steal(which);
    }

    function acts() external pure override returns (bytes4[] memory list) {
        list = _honestActs(ACTS + 1);
        list[ACTS] = this.attack.selector;
    }
}

/// @title SingleVerifierHandler
/// @notice The same with one required verifier only: what no issuer may deploy.
contract SingleVerifierHandler is ChainsHandler {
    function _required() internal pure override returns (uint8) {
        return 1;
    }
}
