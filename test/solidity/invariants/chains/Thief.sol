// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IReserveAttestations as IReserves} from "../../../../contracts/interfaces/IReserveAttestations.sol";
import {IStablecoin} from "../../../../contracts/interfaces/IStablecoin.sol";
import {Crossing} from "./Crossing.sol";

/// @title Thief
/// @notice Somebody has one key of the issuer, on both chains, and calls everything with it: with the right role and with
/// none, with arguments of any size. What honest people do goes on beside it.
abstract contract Thief is Crossing {
    /// @dev The only account whose key is stolen, none at first; an attestor's is told by the flag.
    address internal thief;
    bool internal attestorStolen;
    uint256 private stolen;
    uint256[2] internal stolenAt;
    uint256[2] internal lootMinted;
    uint256[2] internal lootForged;
    uint256[2] internal lootBurned;

    /// @dev Once in a run.
    function _steal(uint256 which) internal {
        address[9] memory keys = [minter, bridge, guardian, limiter, burner, pauser, unpauser, compliance, rescuer];
        attestorStolen = which % 10 == 9;
        stolen = which % 10;
        if (!attestorStolen) thief = keys[stolen];
        stolenAt = [_local(0), _local(1)];
        ++done["steal"];
    }

    /// @notice Three attempts at a time: a thief hurries.
    function attack(uint256 where, uint256 what, uint256 who, uint256 amount, uint256 more) external {
        if (thief == address(0) && !attestorStolen) _steal(more >> 16);
        for (uint256 i = 0; i < 3 && !_dead(where % 2); ++i) {
            uint256 seed = uint256(keccak256(abi.encode(where, what, who, amount, more, i)));
            if (attestorStolen) _forgeReport(where % 2, seed, seed >> 128);
            else _attack(where % 2, seed >> 8, seed >> 40, seed >> 64, seed >> 160);
        }
    }

    // ------------------------------------------------------------------------------------------------ private

    function _attack(uint256 c, uint256 what, uint256 who, uint256 amount, uint256 more) private {
        vm.warp(_local(c));
        amount = _size(c, amount);
        (address[] memory before, uint256[] memory held) = _free(c);
        what = what % 2 == 0 ? _ownWeapon(what >> 8) : (what >> 8) % 20;
        bytes memory data = _weapon(c, what, _aim(c, who), amount, more);
        uint256 supply = tokens[c].totalSupply();
        address aim = what == 19 ? address(gates[c]) : address(tokens[c]);
        (bool success, ) = _send(c, thief, aim, data, 0);
        if (!success) return;
        ++done["attack"];
        if (what == 19) reports[(more % 16) - 1].isClosed[c] = true;
        _count(c, bytes4(data), supply, tokens[c].totalSupply());
        _watchVictims(c, before, held, _aim(c, who));
    }

    /// @dev Who steals from the frozen knows who they are.
    function _aim(uint256 c, uint256 who) private view returns (address) {
        return thief == compliance ? _frozenOne(c, who) : _holder(who);
    }

    /// @dev One attestor's key alone: a report with reserves out of thin air, signed once, twice, or beside an old
    /// signature of another attestor.
    function _forgeReport(uint256 c, uint256 amount, uint256 how) private {
        IReserves.ReserveReport memory report;
        (report.sequence, report.epoch) = (gates[c].latestSequence() + 1, EPOCH);
        (report.asOf, report.validFrom) = (uint64(_local(c)), uint64(_local(c) + 2 days));
        report.validUntil = report.validFrom + 1 hours;
        (report.reserves, report.evidence) = (amount >> 2, bytes32(how));
        report.allocations = new IReserves.Allocation[](1);
        report.allocations[0] = IReserves.Allocation(chainIds[c], amount >> 2);
        bytes[] memory signatures = new bytes[](1 + (how % 3));
        for (uint256 i = 0; i < signatures.length; ++i) {
            bytes32 digest =
                i == 0
                    ? _digestOf(report)
                    : how % 2 == 0
                        ? _digestOf(report)
                        : reports.length == 0
                            ? bytes32(how)
                            : reports[0].digest;
            signatures[i] = _signature(attestorKeys[how % 2 == 0 ? 0 : i % 3], digest);
        }
        (bool success, ) = _send(
            c,
            stranger,
            address(gates[c]),
            abi.encodeCall(IReserves.submit, (report, signatures)),
            0
        );
        if (success) _saw("XCH08");
    }

    /// @dev What the key is made for: one of the weapons from `first` on.
    function _ownWeapon(uint256 seed) private view returns (uint256) {
        (uint8[9] memory first, uint8[9] memory count) = _arsenal();
        return first[stolen] + (seed % count[stolen]);
    }

    /// @dev By the order of the keys: minter, bridge, guardian, limiter, burner, pauser, unpauser, compliance, rescuer.
    function _arsenal() private pure returns (uint8[9] memory first, uint8[9] memory count) {
        first = [0, 3, 10, 8, 13, 15, 16, 11, 17];
        count = [1, 5, 1, 2, 1, 1, 1, 2, 1];
    }

    function _weapon(
        uint256 c,
        uint256 what,
        address who,
        uint256 amount,
        uint256 more
    ) private view returns (bytes memory) {
        IStablecoin coin = tokens[c];
        bytes32 ref = bytes32(more | 1);
        if (what < 3) return abi.encodeCall(coin.mint, (who, amount, ref));
        if (what < 6) return abi.encodeCall(coin.crosschainMint, (who, amount));
        if (what < 8) return abi.encodeCall(coin.crosschainBurn, (who, amount));
        if (what == 8) return abi.encodeCall(coin.setMinterLimit, (thief, amount, uint48(more)));
        if (what == 9) return abi.encodeCall(coin.setBridgeLimits, (thief, _bridgeLimits(amount, 1, amount, 1)));
        return
            what < 14 ? _complianceWeapon(coin, what, who, amount, ref) : _otherWeapon(coin, what, who, amount, more);
    }

    function _complianceWeapon(
        IStablecoin coin,
        uint256 what,
        address who,
        uint256 amount,
        bytes32 ref
    ) private view returns (bytes memory) {
        if (what == 10) return abi.encodeCall(coin.freeze, (who, ref));
        if (what == 11) return abi.encodeCall(coin.seize, (who, thief, amount, ref, ref));
        if (what == 12) return abi.encodeCall(coin.wipe, (who, amount, ref, ref));
        return abi.encodeCall(coin.burn, (amount, ref));
    }

    function _otherWeapon(
        IStablecoin coin,
        uint256 what,
        address who,
        uint256 amount,
        uint256 more
    ) private view returns (bytes memory) {
        if (what == 14) return abi.encodeCall(coin.transferFrom, (who, thief, amount));
        if (what == 15) return abi.encodeCall(coin.pause, (more % 64));
        if (what == 16) return abi.encodeCall(coin.unpause, (more % 64));
        if (what == 17) return abi.encodeCall(coin.rescue, (IERC20(address(coin)), thief, amount, bytes32(more | 1)));
        if (what == 18) return abi.encodeCall(IAccessControl.grantRole, (MINTER_ROLE, thief));
        return abi.encodeCall(IReserves.closeWindow, (uint64(more % 16)));
    }

    /// @dev What the thief made or unmade, by the supply's difference and not by what was asked for.
    function _count(uint256 c, bytes4 weapon, uint256 supply, uint256 now_) private {
        IStablecoin coin = tokens[c];
        if (weapon == coin.mint.selector) {
            (lootMinted[c], issued[c]) = (lootMinted[c] + now_ - supply, issued[c] + now_ - supply);
            _recordIssued(c, now_ - supply);
        } else if (weapon == coin.crosschainMint.selector) {
            (lootForged[c], cameIn[c]) = (lootForged[c] + now_ - supply, cameIn[c] + now_ - supply);
            (forged, forgedEver) = (forged + now_ - supply, forgedEver + now_ - supply);
        } else if (weapon == coin.crosschainBurn.selector) {
            (lootBurned[c], wentOut[c]) = (lootBurned[c] + supply - now_, wentOut[c] + supply - now_);
        } else if (weapon == coin.wipe.selector) {
            wiped[c] += supply - now_;
        } else if (weapon == coin.burn.selector) {
            redeemed[c] += supply - now_; // nobody is paid out: the bank keeps it
        } else if (now_ != supply) {
            _saw("XCH03");
        }
    }

    /// @dev Who is not frozen now, and what they have.
    function _free(uint256 c) private view returns (address[] memory list, uint256[] memory held) {
        (list, held) = (new address[](holders.length), new uint256[](holders.length));
        for (uint256 i = 0; i < holders.length; ++i) {
            if (!tokens[c].isFrozen(holders[i])) list[i] = holders[i];
            held[i] = tokens[c].balanceOf(holders[i]);
        }
    }

    /// @dev Only frozen accounts, the thief's own, and what a bridge was allowed to burn may have lost.
    function _watchVictims(uint256 c, address[] memory free, uint256[] memory held, address aimed) private {
        for (uint256 i = 0; i < free.length; ++i) {
            if (tokens[c].balanceOf(holders[i]) >= held[i] || free[i] == address(0) || free[i] == thief) continue;
            if (thief == bridge && holders[i] == aimed) continue;
            _saw("XCH07");
        }
    }

    /// @dev Sizes of all kinds: beyond any number, any, around the headroom, and ordinary ones.
    function _size(uint256 c, uint256 seed) private view returns (uint256) {
        if (seed % 8 == 0) return type(uint256).max - ((seed >> 8) % 2);
        if (seed % 8 == 1) return seed >> 8;
        if (seed % 8 < 6) return _near(tokens[c].headroom(), seed >> 8);
        return (seed >> 8) % CAPACITY;
    }
}
