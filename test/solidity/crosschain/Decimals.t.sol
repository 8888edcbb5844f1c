// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {MessagingFee} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {OFTLimit, SendParam} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {ILayerZeroAdapter} from "../../../contracts/interfaces/ILayerZeroAdapter.sol";
import {Move} from "../helpers/Move.sol";

/// @title DecimalsTest
/// @notice Coins of few, six and many decimals: an amount arrives as it was sent, or is refused, and nothing is rounded.
contract DecimalsTest is Move {
    function test_ACoinWithoutDecimals() public {
        _use(0);
        _assertShared(0, 1);
        _arrives(3);
    }

    function test_ACoinOfTwoDecimals() public {
        _use(2);
        _assertShared(2, 1);
        _arrives(1);
    }

    function test_ACoinOfSixDecimals() public {
        _assertShared(6, 1);
        _arrives(1);
    }

    function test_ACoinOfSevenDecimals() public {
        _use(7);
        _assertShared(6, 10);
        _refuses(1);
        _refuses(11);
        _arrives(10);
    }

    function test_ACoinOfEighteenDecimals() public {
        _use(18);
        _assertShared(6, 1e12);
        _refuses(1);
        _refuses(1e12 - 1);
        _refuses(1e12 + 1);
        _refuses(1 ether + 1);
        _refuses(type(uint256).max);
        _arrives(1e12);
        _arrives(1 ether);
    }

    function test_TheMostOfACoinOfEighteenDecimalsIsAMultipleOfItsUnit() public {
        _use(18);
        vm.startPrank(limiter);
        tokens[0].setBridgeLimits(address(adapters[0]), _bridgeLimits(0, 1, 5e12 + 7, 1));
        _assertMost(5e12);
        tokens[0].setBridgeLimits(address(adapters[0]), _bridgeLimits(0, 1, UNLIMITED, 1));
        vm.stopPrank();
        _assertMost(uint256(type(uint64).max) * 1e12);
    }

    /// @notice Whatever a holder sends either arrives whole or is refused.
    /// @param decimals Decimals of the coin.
    /// @param amount What is sent.
    function testFuzz_NothingIsRounded(uint8 decimals, uint256 amount) public {
        decimals = uint8(bound(decimals, 0, 18));
        amount = bound(amount, 1, 1e24);
        uint256 unit = decimals > 6 ? 10 ** (decimals - 6) : 1;
        if (amount / unit > type(uint64).max) amount = amount % 1e18;
        if (amount == 0) amount = 1;
        _use(decimals);
        if (amount % unit == 0) _arrives(amount);
        else _refuses(amount);
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev Two coins of these decimals instead, without a reserve gate, which would have to count in the same.
    function _use(uint8 decimals) private {
        for (uint256 c = 0; c < 2; ++c) {
            tokens[c] = _deployCoin(decimals);
            vm.prank(limiter);
            tokens[c].setBridgeLimits(bridge, _bridgeLimits(UNLIMITED, 1 days, UNLIMITED, 1 days));
        }
        _deployAdapters(2);
        for (uint256 c = 0; c < 2; ++c) {
            vm.prank(limiter);
            tokens[c].setBridgeLimits(address(adapters[c]), _bridgeLimits(UNLIMITED, 1, UNLIMITED, 1));
        }
        _bring(0, alice, 1e30);
        _approve(0, alice);
    }

    function _assertShared(uint8 shared, uint256 unit) private view {
        for (uint256 c = 0; c < 2; ++c) {
            assertEq(uint256(adapters[c].sharedDecimals()), shared);
            assertEq(adapters[c].decimalConversionRate(), unit);
            (OFTLimit memory limit, , ) = adapters[c].quoteOFT(_param(c, _toWord(bob), 0));
            assertEq(limit.minAmountLD, unit);
        }
    }

    function _assertMost(uint256 most) private view {
        (OFTLimit memory limit, , ) = adapters[0].quoteOFT(_param(0, _toWord(bob), 0));
        assertEq(limit.maxAmountLD, most);
    }

    function _arrives(uint256 amount) private {
        (uint256 here, uint256 there) = (tokens[0].balanceOf(alice), tokens[1].balanceOf(bob));
        _deliver(1, _moveVerified(0, alice, bob, amount));
        assertEq(tokens[0].balanceOf(alice), here - amount);
        assertEq(tokens[1].balanceOf(bob), there + amount);
    }

    function _refuses(uint256 amount) private {
        SendParam memory param = _param(0, _toWord(bob), amount);
        uint256 unit = adapters[0].decimalConversionRate();
        bytes memory reason = abi.encodeWithSelector(ILayerZeroAdapter.AmountHasDust.selector, amount, unit);
        vm.expectRevert(reason);
        adapters[0].quoteOFT(param);
        vm.expectRevert(reason);
        adapters[0].quoteSend(param, false);
        vm.expectRevert(reason);
        vm.prank(alice);
        // solhint-disable-next-line check-send-result
        adapters[0].send(param, MessagingFee(0, 0), alice);
        vm.expectRevert(reason);
        vm.prank(alice);
        adapters[0].sendWithPermit(param, MessagingFee(0, 0), alice, 0, "");
        // Also where less would be enough.
        param.minAmountLD = 0;
        vm.expectRevert(reason);
        adapters[0].quoteSend(param, false);
    }
}
