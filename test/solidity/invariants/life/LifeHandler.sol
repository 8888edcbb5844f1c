// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ICrosschain} from "../../../../contracts/interfaces/ICrosschain.sol";
import {IReserveGate} from "../../../../contracts/interfaces/IReserveGate.sol";
import {IInitializing} from "../../../../contracts/interfaces/IInitializing.sol";
import {ReserveAttestations} from "../../../../contracts/reserves/ReserveAttestations.sol";
import {IHandler} from "../Campaign.sol";
import {Replay} from "../Replay.sol";
import {Reach} from "./Reach.sol";

/// @title LifeHandler
/// @notice The life of one coin on one chain: every act that the token, the attestations and the timelock offer, by
/// those who may and by others, in any order.
contract LifeHandler is Reach, IHandler {
    uint256 private constant CAPACITY = 50_000;
    uint48 private constant WINDOW = 1 days;
    uint256 private constant FREEZES = 12;

    function setUp() public override {
        replay = new Replay();
        vm.recordLogs();
        super.setUp();
        holders = [alice, bob, carol, holder, makeAddr("wallet"), burner, bridge];
        string[7] memory names = ["alice", "bob", "carol", "holder", "wallet key", "burner", "bridge"];
        for (uint256 i = 0; i < names.length; ++i) (, keyOf[holders[i]]) = makeAccount(names[i]);
        _makeWallet(holders[4]);
        (current.code, current.version) = (controls, 1);
        gate = IReserveGate(address(attestations));
        _appointFirst();
        _grantFirst();
        _prepareUpgrades();
        strays = [
            deploy("StrayTokens.sol:StrayToken", abi.encode(token, STRAYS)),
            deploy("StrayTokens.sol:LyingToken", abi.encode(token, STRAYS)),
            deploy("StrayTokens.sol:RefusingToken", abi.encode(token, STRAYS))
        ];
        strayLeft = [STRAYS, STRAYS, STRAYS];
        _limit();
        replay.read(vm.getRecordedLogs(), address(token));
        _begin();
    }

    // ------------------------------------------------------------------------------------------------ what the campaign asks

    function count() external view returns (uint256) {
        return calls;
    }

    function broken() external view returns (string memory ids) {
        ids = _governanceProperties(_holderProperties(_supplyProperties("")));
        if (bytes(surprise).length != 0) ids = string.concat(ids, surprise);
    }

    function brokenAtEnd() external view returns (string memory ids) {
        for (uint256 i = 0; i < holders.length; ++i) {
            address one = holders[i];
            ids = _note(
                ids,
                token.balanceOf(one) == balance[one] && token.frozenUntil(one) == until[one],
                "BAL01 FRZ02"
            );
            ids = _note(ids, token.nonces(one) == permits[one], "AUT01");
            ids = _note(ids, replay.balance(one) == token.balanceOf(one), "EVT01");
            for (uint256 j = 0; j < holders.length; ++j) {
                ids = _note(ids, token.allowance(one, holders[j]) == allowed[one][holders[j]], "ALW01");
            }
        }
        for (uint256 i = 0; i < sequences.length; ++i) {
            ids = _note(ids, i == 0 || _follows(sequences[i - 1], sequences[i]), "RES01");
        }
        for (uint256 ref = 0; ref < REFERENCES; ++ref) {
            ids = _note(ids, token.isDepositUsed(bytes32(ref)) == (depositUses[bytes32(ref)] == 1), "REF01");
            ids = _note(ids, token.isPayoutUsed(bytes32(ref)) == (payoutUses[bytes32(ref)] == 1), "REF01");
            ids = _note(ids, token.isActUsed(bytes32(ref)) == (actUses[bytes32(ref)] == 1), "REF01");
        }
    }

    function figures() external view returns (string memory line) {
        line = string.concat(vm.toString(calls), " ", vm.toString(successes));
        for (uint256 i = 0; i < kinds.length; ++i) {
            bytes4 kind = kinds[i];
            line = string.concat(line, " ", vm.toString(abi.encodePacked(kind)), "=", vm.toString(refusals[kind]));
        }
    }

    /// @notice The acts the fuzzer chooses from.
    function acts() external pure returns (bytes4[] memory list) {
        list = new bytes4[](58);
        list[0] = this.transfer.selector;
        list[1] = this.transferFrom.selector;
        list[2] = this.approve.selector;
        list[3] = this.wait.selector;
        list[4] = this.mint.selector;
        list[5] = this.burn.selector;
        list[6] = this.setMinterLimit.selector;
        list[7] = this.pause.selector;
        list[8] = this.unpause.selector;
        list[9] = this.crosschainMint.selector;
        list[10] = this.crosschainBurn.selector;
        list[11] = this.setBridgeLimits.selector;
        list[12] = this.rescue.selector;
        list[13] = this.freeze.selector;
        list[14] = this.freezeBatch.selector;
        list[15] = this.ratify.selector;
        list[16] = this.ratifyBatch.selector;
        list[17] = this.unfreeze.selector;
        list[18] = this.unfreezeBatch.selector;
        list[19] = this.seize.selector;
        list[20] = this.seizeBatch.selector;
        list[21] = this.wipe.selector;
        list[22] = this.wipeBatch.selector;
        list[23] = this.permitVrs.selector;
        list[24] = this.permitBytes.selector;
        list[25] = this.transferWithAuthorizationVrs.selector;
        list[26] = this.transferWithAuthorizationBytes.selector;
        list[27] = this.receiveWithAuthorizationVrs.selector;
        list[28] = this.receiveWithAuthorizationBytes.selector;
        list[29] = this.cancelAuthorizationVrs.selector;
        list[30] = this.cancelAuthorizationBytes.selector;
        list[31] = this.grantRole.selector;
        list[32] = this.revokeRole.selector;
        list[33] = this.renounceRole.selector;
        list[34] = this.beginDefaultAdminTransfer.selector;
        list[35] = this.cancelDefaultAdminTransfer.selector;
        list[36] = this.acceptDefaultAdminTransfer.selector;
        list[37] = this.changeDefaultAdminDelay.selector;
        list[38] = this.rollbackDefaultAdminDelay.selector;
        list[39] = this.upgradeToAndCall.selector;
        list[40] = this.setDelegated.selector;
        list[41] = this.setReserveGate.selector;
        list[42] = this.retire.selector;
        list[43] = this.initialize.selector;
        list[44] = this.submit.selector;
        list[45] = this.closeWindow.selector;
        list[46] = this.proveEquivocation.selector;
        list[47] = this.resolveHalt.selector;
        list[48] = this.setAttestors.selector;
        list[49] = this.schedule.selector;
        list[50] = this.cancel.selector;
        list[51] = this.execute.selector;
        list[52] = this.setGuardianLimit.selector;
        list[53] = this.setInflowCap.selector;
        list[54] = this.transferWithMemo.selector;
        list[55] = this.transferFromWithMemo.selector;
        list[56] = this.mintBatch.selector;
        list[57] = this.transferWithAuthorizationBatch.selector;
    }

    // ------------------------------------------------------------------------------------------------ the beginning

    function _appointFirst() private {
        _poolMember("attestor one");
        _poolMember("attestor two");
        _poolMember("attestor three");
        _poolMember("attestor four");
        for (uint256 i = 0; i < pool.length; ++i) {
            for (uint256 j = 0; j < attestors.length; ++j) if (pool[i] == attestors[j]) appointed[EPOCH][i] = true;
        }
        (appointees[EPOCH], quorum[EPOCH]) = (3, 2);
    }

    function _poolMember(string memory name) private {
        (address account, uint256 key) = makeAccount(name);
        pool.push(account);
        poolKeys.push(key);
        for (uint256 i = pool.length - 1; i > 0 && pool[i] < pool[i - 1]; --i) {
            (pool[i], pool[i - 1]) = (pool[i - 1], pool[i]);
            (poolKeys[i], poolKeys[i - 1]) = (poolKeys[i - 1], poolKeys[i]);
        }
    }

    function _grantFirst() private {
        IInitializing.RoleGrant[] memory roles = _issuerParameters().roles;
        for (uint256 i = 0; i < roles.length; ++i) {
            allRoles.push(roles[i].role);
            operators.push(roles[i].account);
            firstMember[roles[i].role] = roles[i].account;
            _grant(address(token), roles[i].role, roles[i].account);
        }
        operators.push(stranger);
        operators.push(secondMinter);
        operators.push(secondBridge);
        operators.push(secondGuardian);
        vm.startPrank(timelock);
        token.grantRole(MINTER_ROLE, secondMinter);
        token.grantRole(BRIDGE_ROLE, secondBridge);
        vm.stopPrank();
        _grant(address(token), MINTER_ROLE, secondMinter);
        _grant(address(token), BRIDGE_ROLE, secondBridge);
        _grant(address(token), GUARDIAN_ROLE, secondGuardian);
        _grant(address(attestations), GUARDIAN_ROLE, guardian);
        _grant(address(attestations), COUNCIL_ROLE, council);
        address[2] memory targets = [address(token), address(attestations)];
        for (uint256 i = 0; i < 2; ++i) {
            _grant(targets[i], DEFAULT_ADMIN_ROLE, timelock);
            (admins[targets[i]].current, admins[targets[i]].delay) = (timelock, ADMIN_DELAY);
        }
    }

    function _prepareUpgrades() private {
        address repaired = _deployRepair(2);
        _propose(repaired, 2, true, false);
        _propose(deploy("LaterControls.sol:LaterControls", abi.encode(uint64(2))), 2, false, true);
        _propose(deploy("LaterControls.sol:LaterControls", abi.encode(uint64(3))), 3, false, true);
        _propose(deploy("ForeignControls.sol:ForeignControls", ""), 9, false, false);
        implementations[3].foreign = true;
        _propose(deploy("ForeignControls.sol:MisplacedControls", ""), type(uint64).max, true, false);
        implementations[4].misplaced = true;
        ReserveAttestations.Parameters memory parameters = _attestationParameters();
        parameters.decimals += 2;
        otherGate = IReserveGate(address(_deployAttestations(parameters)));
    }

    function _propose(address code, uint64 version, bool carries, bool initializes) private {
        implementations.push(Implementation(code, version, carries, false, false, initializes));
    }

    function _limit() private {
        vm.startPrank(limiter);
        token.setMinterLimit(minter, CAPACITY, WINDOW);
        ICrosschain.BridgeLimits memory limits = _bridgeLimits(CAPACITY, WINDOW, CAPACITY, WINDOW);
        limits.netInflowCap = CAPACITY / 2;
        token.setBridgeLimits(bridge, limits);
        token.setGuardianLimit(guardian, FREEZES, WINDOW);
        vm.stopPrank();
        vm.prank(timelock);
        token.setInflowCap(CAPACITY);
        (inflowCap[bridge], inflowCapOverAll) = (CAPACITY / 2, CAPACITY);
        _reset(freezeBucket[guardian], FREEZES, WINDOW);
        _reset(freezeBucket[secondGuardian], type(uint208).max, WINDOW);
        _reset(mintBucket[minter], CAPACITY, WINDOW);
        _reset(inBucket[bridge], CAPACITY, WINDOW);
        _reset(outBucket[bridge], CAPACITY, WINDOW);
    }

    /// @dev A window that is partly spent, holders, and an allowance: what most acts need.
    function _begin() private {
        this.submit(2, uint256(2 days) << 32, 40_000, 5, 5);
        for (uint256 i = 0; i < holders.length; ++i)
            this.mint((1 << 8) + 1, (i << 8) + 2, (3_000 << 16) + (2 << 8), i + 1);
        this.mintBatch(
            (1 << 8) + 1,
            (((1 << 8) + 2) << 128) + 2,
            (3_000 << 16) + (2 << 8) + 1,
            (9 << 128) + (8 << 8) + 1
        );
        assertEq(token.totalSupply(), 3_000 * (holders.length + 1));
        for (uint256 i = 0; i < holders.length; ++i) this.approve(i, ((i + 1) << 8) + 2, (40_000 << 8) + 1);
        this.approve(0, (6 << 8) + 2, 4);
    }
}
