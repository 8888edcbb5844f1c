// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {IAccessControlEnumerable} from "@openzeppelin/contracts/access/extensions/IAccessControlEnumerable.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IReserveAttestations as IReserves} from "../../../../../contracts/interfaces/IReserveAttestations.sol";
import {HolderProperties} from "./HolderProperties.sol";

/// @title GovernanceProperties
/// @notice Roles, upgrades, the timelock and the attestations. Sentences and reasons: docs/audit/invariants.md.
abstract contract GovernanceProperties is HolderProperties {
    function property_ROL01_RolesAreExactlyThoseGranted() public view returns (bool) {
        (bytes32 role, address account) = (_role(calls), _operator(calls / allRoles.length));
        return _agrees(address(token), role, account) && _agrees(address(attestations), role, account);
    }

    function property_ROL02_ThereIsExactlyOneDefaultAdmin() public view returns (bool) {
        address admin = token.defaultAdmin();
        bool one = token.getRoleMemberCount(DEFAULT_ADMIN_ROLE) == 1 && admin == admins[address(token)].current;
        return one && admin != address(0) && attestations.defaultAdmin() == admins[address(attestations)].current;
    }

    function property_ROL03_TheDefaultAdminChangesInTwoStepsAndAfterTheDelay() public view returns (bool) {
        address target = _governed(calls);
        (address pending, uint48 schedule) = IAccessControlDefaultAdminRules(target).pendingDefaultAdmin();
        return _unseen("ROL03") && pending == admins[target].pending && schedule == admins[target].schedule;
    }

    function property_ROL04_NobodyActsWithoutTheRole() public view returns (bool) {
        return _unseen("ROL04");
    }

    function property_ROL05_EveryMemberOfARoleIsListed() public view returns (bool) {
        (address target, bytes32 role) = (_governed(calls), _role(calls / 3));
        return IAccessControlEnumerable(target).getRoleMemberCount(role) == members[target][role];
    }

    function property_ROL06_WhoDeployedHoldsNoRole() public view returns (bool) {
        return !token.hasRole(_role(calls), address(this)) && !token.hasRole(DEFAULT_ADMIN_ROLE, address(this));
    }

    function property_ROL07_EventsRebuildRoles() public view returns (bool) {
        (bytes32 role, address account) = (_role(calls), _operator(calls / allRoles.length));
        return replay.hasRole(role, account) == token.hasRole(role, account);
    }

    function property_ROL08_ALimitIsSetByWhoSetsLimitsAndByTheCouncilOnlyToZero() public view returns (bool) {
        return _unseen("ROL08");
    }

    // ------------------------------------------------------------------------------------------------ upgrades, timelock

    function property_UPG01_OnlyNewerControlsOfTheSameKindReplaceTheControls() public view returns (bool) {
        return _unseen("UPG01") && token.controlsVersion() == current.version;
    }

    function property_UPG02_TheRepairPathIsOnOnlyWithAHolderPlane() public view returns (bool) {
        return _unseen("UPG02") && token.delegated() == delegated && (!delegated || token.carriesHolderPlane());
    }

    function property_UPG03_NoActButAnUpgradeChangesTheImplementation() public view returns (bool) {
        bytes32 slot = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);
        return vm.load(address(token), slot) == bytes32(uint256(uint160(current.code)));
    }

    function property_UPG04_InitializationHappensOnce() public view returns (bool) {
        return _unseen("UPG04");
    }

    function property_UPG05_TheSigningDomainStaysThroughUpgrades() public view returns (bool) {
        return token.DOMAIN_SEPARATOR() == _separator(block.chainid);
    }

    function property_TLK01_NoOperationIsExecutedBeforeItsDelay() public view returns (bool) {
        return _unseen("TLK01");
    }

    function property_TLK02_OnlyTheTimelocksOwnOperationChangesItsDelay() public view returns (bool) {
        return TimelockController(payable(timelock)).getMinDelay() == minimumDelay;
    }

    // ------------------------------------------------------------------------------------------------ attestations

    function property_RES01_WindowsNeverOverlapAndSequencesRise() public view returns (bool) {
        uint256 count = sequences.length;
        return count < 2 || _follows(sequences[count - 2], sequences[count - 1]);
    }

    function property_RES02_AcceptedReportsAreCovered() public view returns (bool) {
        if (sequences.length == 0) return true;
        Accepted storage one = accepted[sequences[calls % sequences.length]];
        Accepted storage last = accepted[_latest()];
        return
            one.supply + one.mintable + one.elsewhere <= one.reserves &&
            last.supply + last.mintable + last.elsewhere <= last.reserves;
    }

    function property_RES03_AQuorumOfDifferentAttestorsSignedEachReport() public view returns (bool) {
        return _unseen("RES03");
    }

    function property_RES04_AHaltStopsReportsAndIssuance() public view returns (bool) {
        return _unseen("RES04") && attestations.halted() == halted && (!halted || token.headroom() == 0);
    }

    function property_RES05_AWindowIsOpenExactlyInItsTimesUnlessClosed() public view returns (bool) {
        (bytes memory refusal, uint64 open) = _window();
        try attestations.issuanceWindow() returns (uint64 found, uint256 mintable, uint256 reserves) {
            bool equal = mintable == accepted[open].mintable && reserves == accepted[open].reserves;
            return refusal.length == 0 && found == open && equal;
        } catch (bytes memory why) {
            return keccak256(why) == keccak256(refusal);
        }
    }

    function property_RES06_TheThresholdIsAMajorityOfAtLeastTwo() public view returns (bool) {
        (uint256 needed, uint256 all) = (attestations.threshold(), attestations.attestors().length);
        bool known = attestations.epoch() == epoch && needed == quorum[epoch] && all == appointees[epoch];
        return known && needed >= 2 && needed <= all && needed * 2 > all;
    }

    function property_RES07_HistoryChangesByRevisionsOnly() public view returns (bool) {
        if (sequences.length == 0) return true;
        uint256 place = calls % sequences.length;
        IReserves.AcceptedReport memory kept = attestations.report(sequences[place]);
        Accepted storage entry = accepted[sequences[place]];
        bool times =
            kept.asOf == entry.asOf && kept.validFrom == entry.validFrom && kept.validUntil == entry.validUntil;
        bool amounts =
            kept.reserves == entry.reserves &&
                kept.supply == entry.supply &&
                kept.mintable == entry.mintable &&
                attestations.outstanding(sequences[place]) == entry.supply + entry.elsewhere;
        bool known =
            kept.digest == entry.digest &&
                kept.epoch == entry.epoch &&
                kept.revision == entry.revision &&
                kept.closed == entry.closed;
        return times && amounts && known && kept.next == (place + 1 < sequences.length ? sequences[place + 1] : 0);
    }

    function property_RES08_SequenceAndResolutionNeverGoBack() public view returns (bool) {
        return attestations.latestSequence() == _latest() && attestations.resolvedThrough() == resolvedThrough;
    }

    function property_RES09_FormerSetsStayAsTheyWere() public view returns (bool) {
        uint32 chosen = EPOCH + uint32(calls % (epoch - EPOCH + 1));
        (address[] memory members, uint256 needed, uint64 last) = attestations.attestorSet(chosen);
        if (needed != quorum[chosen] || members.length != appointees[chosen] || last != lastOf[chosen]) return false;
        for (uint256 i = 0; i < members.length; ++i) {
            bool found = false;
            for (uint256 j = 0; j < pool.length; ++j) found = found || (pool[j] == members[i] && appointed[chosen][j]);
            if (!found) return false;
        }
        return true;
    }

    function _governanceProperties(string memory ids) internal view returns (string memory) {
        ids = _note(ids, property_ROL01_RolesAreExactlyThoseGranted(), "ROL01");
        ids = _note(ids, property_ROL02_ThereIsExactlyOneDefaultAdmin(), "ROL02");
        ids = _note(ids, property_ROL03_TheDefaultAdminChangesInTwoStepsAndAfterTheDelay(), "ROL03");
        ids = _note(ids, property_ROL04_NobodyActsWithoutTheRole(), "ROL04");
        ids = _note(ids, property_ROL05_EveryMemberOfARoleIsListed(), "ROL05");
        ids = _note(ids, property_ROL06_WhoDeployedHoldsNoRole(), "ROL06");
        ids = _note(ids, property_ROL07_EventsRebuildRoles(), "ROL07");
        ids = _note(ids, property_ROL08_ALimitIsSetByWhoSetsLimitsAndByTheCouncilOnlyToZero(), "ROL08");
        ids = _note(ids, property_UPG01_OnlyNewerControlsOfTheSameKindReplaceTheControls(), "UPG01");
        ids = _note(ids, property_UPG02_TheRepairPathIsOnOnlyWithAHolderPlane(), "UPG02");
        ids = _note(ids, property_UPG03_NoActButAnUpgradeChangesTheImplementation(), "UPG03");
        ids = _note(ids, property_UPG04_InitializationHappensOnce(), "UPG04");
        ids = _note(ids, property_UPG05_TheSigningDomainStaysThroughUpgrades(), "UPG05");
        ids = _note(ids, property_TLK01_NoOperationIsExecutedBeforeItsDelay(), "TLK01");
        ids = _note(ids, property_TLK02_OnlyTheTimelocksOwnOperationChangesItsDelay(), "TLK02");
        ids = _note(ids, property_RES01_WindowsNeverOverlapAndSequencesRise(), "RES01");
        ids = _note(ids, property_RES02_AcceptedReportsAreCovered(), "RES02");
        ids = _note(ids, property_RES03_AQuorumOfDifferentAttestorsSignedEachReport(), "RES03");
        ids = _note(ids, property_RES04_AHaltStopsReportsAndIssuance(), "RES04");
        ids = _note(ids, property_RES05_AWindowIsOpenExactlyInItsTimesUnlessClosed(), "RES05");
        ids = _note(ids, property_RES06_TheThresholdIsAMajorityOfAtLeastTwo(), "RES06");
        ids = _note(ids, property_RES07_HistoryChangesByRevisionsOnly(), "RES07");
        ids = _note(ids, property_RES08_SequenceAndResolutionNeverGoBack(), "RES08");
        return _note(ids, property_RES09_FormerSetsStayAsTheyWere(), "RES09");
    }

    function _follows(uint64 earlier, uint64 later) internal view returns (bool) {
        return earlier < later && accepted[earlier].validUntil <= accepted[later].validFrom;
    }

    function _agrees(address target, bytes32 role, address account) private view returns (bool) {
        return IAccessControlEnumerable(target).hasRole(role, account) == holds[target][role][account];
    }
}
