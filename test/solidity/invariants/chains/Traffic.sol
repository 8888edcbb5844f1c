// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IFreezing} from "../../../../contracts/interfaces/IFreezing.sol";
import {ILedgerErrors} from "../../../../contracts/interfaces/ILedgerErrors.sol";
import {IMinting} from "../../../../contracts/interfaces/IMinting.sol";
import {IReserveAttestations as IReserves} from "../../../../contracts/interfaces/IReserveAttestations.sol";
import {IReserveGate} from "../../../../contracts/interfaces/IReserveGate.sol";
import {IStablecoin} from "../../../../contracts/interfaces/IStablecoin.sol";
import {Desk} from "./Desk.sol";

/// @title Traffic
/// @notice What honest people do on each of two chains: issue, redeem, pay; guardians and compliance act beside it.
abstract contract Traffic is Desk {
    uint256[2] internal issued;
    uint256[2] internal cameIn;
    uint256[2] internal redeemed;
    uint256[2] internal wentOut;
    uint256[2] internal wiped;
    uint256 internal nextRef;

    // ------------------------------------------------------------------------------------------------ issuer

    function mint(uint256 where, uint256 to, uint256 amount) external {
        uint256 c = where % 2;
        if (_dead(c)) return;
        vm.warp(_local(c));
        amount = _near(amount % 2 == 0 ? tokens[c].headroom() : CAPACITY, amount >> 8);
        bytes memory data = abi.encodeCall(IMinting.mint, (_holder(to), amount, bytes32(++nextRef)));
        if (!_try("mint", c, minter, address(tokens[c]), data, _mintReasons(c))) return;
        issued[c] += amount;
        _recordIssued(c, amount);
    }

    /// @notice Redemption depends on no report and on no other chain: what must succeed is known beforehand.
    function burn(uint256 where, uint256 amount) external {
        uint256 c = where % 2;
        if (_dead(c)) return;
        vm.warp(_local(c));
        IStablecoin coin = tokens[c];
        amount = _near(coin.balanceOf(burner), amount);
        bool free = amount != 0 && amount <= coin.balanceOf(burner) && !coin.isFrozen(burner);
        bool must = free && coin.pausedScopes() & BURN == 0;
        bytes memory data = abi.encodeWithSelector(coin.burn.selector, amount, bytes32(++nextRef));
        bool success = _try("burn", c, burner, address(coin), data, _moveReasons());
        if (success != must) _saw("XCH09");
        if (!success) return;
        redeemed[c] += amount;
        bank -= amount < bank ? amount : bank; // forged tokens may have emptied it
    }

    function transfer(uint256 where, uint256 from_, uint256 to, uint256 amount) external {
        uint256 c = where % 2;
        if (_dead(c)) return;
        address from = _holder(from_);
        amount = _near(tokens[c].balanceOf(from), amount);
        bytes memory data = abi.encodeCall(tokens[c].transfer, (_holder(to), amount));
        _try("transfer", c, from, address(tokens[c]), data, _moveReasons());
    }

    // ------------------------------------------------------------------------------------------------ the others

    /// @notice A freeze, its end, a wipe, a pause, its end: mostly short.
    function intervene(uint256 where, uint256 what, uint256 who, uint256 amount) external {
        uint256 c = where % 2;
        if (_dead(c)) return;
        uint256 kind = what % 16;
        (address account, address coin) = (kind < 2 ? _holder(who) : _frozenOne(c, who), address(tokens[c]));
        bytes4[] memory reasons = _complianceReasons();
        if (kind < 2) {
            _try("freeze", c, guardian, coin, abi.encodeCall(IFreezing.freeze, (account, CASE)), reasons);
        } else if (kind < 4) {
            _try("unfreeze", c, compliance, coin, abi.encodeCall(IFreezing.unfreeze, (account, CASE)), reasons);
        } else if (kind < 7) {
            amount = _near(tokens[c].balanceOf(account), amount) / 4;
            bytes memory data = abi.encodeWithSelector(
                tokens[c].wipe.selector,
                account,
                amount,
                CASE,
                bytes32(++nextRef)
            );
            if (_try("wipe", c, compliance, coin, data, reasons)) wiped[c] += amount;
        } else if (kind == 7) {
            bytes memory data = abi.encodeWithSelector(tokens[c].pause.selector, 1 << ((what >> 8) % 6));
            _try("pause", c, pauser, coin, data, new bytes4[](0));
        } else {
            bytes memory data = abi.encodeWithSelector(tokens[c].unpause.selector, SCOPES);
            _try("unpause", c, unpauser, coin, data, new bytes4[](0));
        }
    }

    /// @dev A frozen account if there is one.
    function _frozenOne(uint256 c, uint256 who) internal view returns (address) {
        for (uint256 i = 0; i < holders.length; ++i) if (tokens[c].frozenUntil(holders[i]) != 0) return holders[i];
        return _holder(who);
    }

    // ------------------------------------------------------------------------------------------------ reasons

    function _moveReasons() internal pure returns (bytes4[] memory list) {
        list = new bytes4[](4);
        (list[0], list[1]) = (ILedgerErrors.EnforcedPause.selector, ILedgerErrors.AccountFrozen.selector);
        (list[2], list[3]) = (IERC20Errors.ERC20InsufficientBalance.selector, IMinting.ZeroAmount.selector);
    }

    function _mintReasons(uint256 c) private view returns (bytes4[] memory list) {
        list = new bytes4[](11);
        (list[0], list[1]) = (ILedgerErrors.EnforcedPause.selector, ILedgerErrors.AccountFrozen.selector);
        (list[2], list[3]) = (IMinting.MintLimitExceeded.selector, IMinting.ZeroAmount.selector);
        (list[4], list[5]) = (IMinting.IssuanceWindowExceeded.selector, IMinting.ReservesExceeded.selector);
        (list[6], list[7]) = (IReserves.WindowExpired.selector, IReserves.WindowNotBegun.selector);
        (list[8], list[9]) = (IReserves.WindowClosedEarly.selector, IReserves.ReportUnknown.selector);
        if (_mayBeUnderstated(c)) list[10] = IReserveGate.SupplyUnderstated.selector;
    }

    /// @dev An honest report covers what is out on a chain at its first mint, unless a bridge forged, or the other chain's
    /// clock has begun the next window already and what it issued has come here.
    function _mayBeUnderstated(uint256 c) private view returns (bool) {
        if (forgedEver != 0) return true;
        uint64 open = _openByClock(c);
        return open != 0 && open < reports.length && _local(1 - c) >= reports[open].validFrom;
    }

    function _complianceReasons() private pure returns (bytes4[] memory list) {
        list = new bytes4[](8);
        (list[0], list[1]) = (ILedgerErrors.AccountFrozen.selector, ILedgerErrors.AccountNotFrozen.selector);
        (list[2], list[3]) = (IFreezing.FreezeLapsed.selector, IERC20Errors.ERC20InsufficientBalance.selector);
        (list[4], list[5]) = (IFreezing.GuardianBarred.selector, IFreezing.GuardianLimitExceeded.selector);
        (list[6], list[7]) = (ILedgerErrors.EnforcedPause.selector, IMinting.ZeroAmount.selector);
    }
}
