// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {Records} from "./Records.sol";
import {Vm} from "./Vm.sol";

/// @title Handler
/// @notice What a fuzzer does to the system: every act of holders, issuer, bridge, guardians, attestors and time, with
/// amounts around what decides. An act may be refused; what succeeds is recorded in `Records`, independently of the
/// contracts' own books. Nothing here reverts but a broken rule.
contract Handler is Records {
    // ------------------------------------------------------------------------------------------------ holders

    function transfer(uint256 from, uint256 to, uint256 amount) external watched(TRANSFER) {
        amount = _near(token.balanceOf(_actor(from)), amount);
        _call(Act.Transfer, _actor(from), abi.encodeCall(token.transfer, (_actor(to), amount)));
    }

    function transferFrom(uint256 spender, uint256 from, uint256 to, uint256 amount) external watched(TRANSFER) {
        (address by, address owner) = (_actor(spender), _actor(from));
        amount = _near(token.allowance(owner, by), amount);
        if (_call(Act.TransferFrom, by, abi.encodeCall(token.transferFrom, (owner, _actor(to), amount)))) {
            if (allowances[owner][by] != type(uint256).max) allowances[owner][by] -= amount;
        }
    }

    function approve(uint256 owner, uint256 spender, uint256 amount) external watched(0) {
        amount = amount % 5 == 0 ? type(uint256).max : amount % 100_000;
        if (_call(Act.Approve, _actor(owner), abi.encodeCall(token.approve, (_actor(spender), amount)))) {
            allowances[_actor(owner)][_actor(spender)] = amount;
        }
    }

    // ------------------------------------------------------------------------------------------------ issuer, bridge

    function mint(uint256 to, uint256 amount, uint256 ref) external watched(MINT) {
        (, , uint256 limit) = token.minterLimit(minter);
        amount = _near(ref % 2 == 0 ? limit : token.headroom(), amount);
        bytes32 depositRef = bytes32(ref % 64);
        bytes memory call = abi.encodeCall(token.mint, (_actor(to), amount, depositRef));
        if (_call(Act.Mint, minter, call)) _recordIssued(amount, depositRef);
    }

    function burn(uint256 amount, uint256 ref) external watched(BURN) {
        amount = _near(token.balanceOf(burner), amount);
        bytes32 payoutRef = bytes32(ref % 64);
        if (_call(Act.Burn, burner, abi.encodeCall(token.burn, (amount, payoutRef)))) {
            redeemed += amount;
            ++payoutUses[payoutRef];
        }
    }

    function crosschainMint(uint256 to, uint256 amount) external watched(CROSSCHAIN) {
        (, uint256 inbound, ) = token.bridgeLimits(bridge);
        amount = _near(inbound, amount);
        if (_call(Act.CrosschainMint, bridge, abi.encodeCall(token.crosschainMint, (_actor(to), amount)))) {
            bridgedIn += amount;
        }
    }

    function crosschainBurn(uint256 from, uint256 amount) external watched(CROSSCHAIN) {
        address owner = from % 2 == 0 ? bridge : _actor(from);
        amount = _near(token.balanceOf(owner), amount);
        if (_call(Act.CrosschainBurn, bridge, abi.encodeCall(token.crosschainBurn, (owner, amount)))) {
            bridgedOut += amount;
            bool counts = owner != bridge && allowances[owner][bridge] != type(uint256).max;
            if (counts) allowances[owner][bridge] -= amount;
        }
    }

    // ------------------------------------------------------------------------------------------------ compliance

    function freeze(uint256 account) external watched(0) {
        address who = _actor(account);
        if (_call(Act.Freeze, guardian, abi.encodeCall(token.freeze, (who, CASE)))) {
            frozenUntil[who] = block.timestamp + 72 hours;
        }
    }

    function ratify(uint256 account) external watched(0) {
        if (_call(Act.Ratify, compliance, abi.encodeCall(token.ratify, (_actor(account), CASE)))) {
            frozenUntil[_actor(account)] = UNTIL_UNFROZEN;
        }
    }

    function unfreeze(uint256 account) external watched(0) {
        if (_call(Act.Unfreeze, compliance, abi.encodeCall(token.unfreeze, (_actor(account), CASE)))) {
            frozenUntil[_actor(account)] = 0;
        }
    }

    function seize(uint256 from, uint256 to, uint256 amount) external watched(COMPLIANCE_ACT) {
        amount = _near(token.balanceOf(_actor(from)), amount);
        _call(Act.Seize, compliance, abi.encodeCall(token.seize, (_actor(from), _actor(to), amount, CASE)));
    }

    function wipe(uint256 account, uint256 amount) external watched(COMPLIANCE_ACT) {
        amount = _near(token.balanceOf(_actor(account)), amount);
        if (_call(Act.Wipe, compliance, abi.encodeCall(token.wipe, (_actor(account), amount, CASE)))) {
            wiped += amount;
        }
    }

    // ------------------------------------------------------------------------------------------------ pauses

    function pause(uint256 scope) external watched(0) {
        if (scope % 3 != 0) return;
        _call(Act.Pause, pauser, abi.encodeCall(token.pause, (1 << (scope % 5))));
    }

    function unpause() external watched(0) {
        _call(Act.Unpause, unpauser, abi.encodeCall(token.unpause, (SCOPES)));
    }

    // ------------------------------------------------------------------------------------------------ reports, time

    function submit(uint64 shift, uint64 length, uint256 mintable, uint256 slack) external watched(0) {
        IReserveAttestations.ReserveReport memory report = _report(
            attestations.latestSequence() + 1,
            token.totalSupply(),
            mintable % 200_000
        );
        uint64 end = windows.length == 0 ? 0 : windows[windows.length - 1].validUntil;
        if (end > report.validFrom) report.validFrom = end;
        report.validFrom = report.validFrom + (shift % 2 hours) - 30 minutes; // early ones are refused
        if (report.asOf > report.validFrom) report.asOf = report.validFrom;
        report.validUntil = report.validFrom + (length % 9 days);
        if (slack % 5 != 0) report.reserves += slack % 1_000;
        else if (report.reserves != 0) report.reserves -= 1; // does not cover
        bytes memory call = abi.encodeCall(attestations.submit, (report, _sign(report)));
        if (!_callAt(Act.Submit, address(attestations), address(this), call)) return;
        windows.push(
            Window({
                sequence: report.sequence,
                validFrom: report.validFrom,
                validUntil: report.validUntil,
                reserves: report.reserves,
                supply: report.supply,
                mintable: report.allocations[0].mintable
            })
        );
    }

    /// @dev The latest window, or the one before it, which may still be open.
    function closeWindow(uint256 which) external watched(0) {
        uint64 sequence = attestations.latestSequence();
        if (which % 2 != 0 && sequence != 0) --sequence;
        bytes memory call = abi.encodeCall(attestations.closeWindow, (sequence));
        if (_callAt(Act.CloseWindow, address(attestations), guardian, call)) windowClosed[sequence] = true;
    }

    function wait(uint256 time) external watched(0) {
        vm.warp(block.timestamp + (time % 3 == 0 ? time % 1 minutes : time % 30 hours));
        ++successes[Act.Wait];
    }

    // ------------------------------------------------------------------------------------------------ private

    function _actor(uint256 index) private view returns (address) {
        return actors[index % actors.length];
    }

    /// @dev Mostly a part of the limit, sometimes the limit itself or just above it.
    function _near(uint256 limit, uint256 seed) private pure returns (uint256) {
        if (limit > type(uint128).max) limit = type(uint128).max;
        if (seed % 8 == 0) return limit;
        if (seed % 8 == 1) return limit + 1;
        return limit == 0 ? seed % 100 : seed % limit;
    }

    function _call(Act act, address caller, bytes memory data) private returns (bool) {
        return _callAt(act, address(token), caller, data);
    }

    function _callAt(Act act, address target, address caller, bytes memory data) private returns (bool success) {
        vm.recordLogs();
        vm.prank(caller);
        (success, ) = target.call(data);
        if (!success) return false;
        ++successes[act];
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(token) || logs[i].topics[0] != IERC20.Transfer.selector) continue;
            _replay(logs[i].topics[1], logs[i].topics[2], abi.decode(logs[i].data, (uint256)));
        }
    }
}
