// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IFreezing} from "../../../contracts/interfaces/IFreezing.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {System} from "../helpers/System.sol";

/// @title BatchesTest
/// @notice Long batches of each kind, of 17, 33 and 100 rows: every row has its effect, and every check that the single form
/// makes is made of the first, of a middle and of the last row.
contract BatchesTest is System {
    uint256 private constant LONGEST = 100;
    uint256 private constant HELD = 1_000;

    uint256[3] private lengths = [17, 33, LONGEST];
    address private receiver = makeAddr("receiver");

    function setUp() public override {
        super.setUp();
        vm.startPrank(bridge);
        for (uint256 i = 0; i < LONGEST; ++i) token.crosschainMint(_account(i), HELD);
        vm.stopPrank();
    }

    // ------------------------------------------------------------------------------------------------ effects

    function test_EveryRowIsFrozenRatifiedAndLifted() public {
        for (uint256 n = 0; n < lengths.length; ++n) {
            uint256 until = block.timestamp + 72 hours;
            address[] memory accounts = _accounts(lengths[n]);
            vm.prank(secondGuardian);
            token.freezeBatch(accounts, CASE);
            _assertUntil(accounts, until);
            vm.startPrank(compliance);
            token.ratifyBatch(accounts, CASE);
            _assertUntil(accounts, UNTIL_UNFROZEN);
            token.unfreezeBatch(accounts, CASE);
            _assertUntil(accounts, 0);
            vm.stopPrank();
            vm.warp(block.timestamp + 72 hours);
        }
    }

    function test_EveryRowIsSeized() public {
        _freezeAll();
        uint256 supply = token.totalSupply();
        uint256[LONGEST] memory taken;
        uint256 received = 0;
        for (uint256 n = 0; n < lengths.length; ++n) {
            (address[] memory accounts, uint256[] memory amounts, bytes32[] memory refs) = _rows(lengths[n]);
            vm.prank(compliance);
            token.seizeBatch(accounts, receiver, amounts, CASE, refs);
            for (uint256 i = 0; i < lengths[n]; ++i) {
                (taken[i], received) = (taken[i] + amounts[i], received + amounts[i]);
                assertEq(token.balanceOf(accounts[i]), HELD - taken[i]);
                assertTrue(token.isActUsed(refs[i]));
            }
            assertEq(token.balanceOf(receiver), received);
        }
        assertEq(token.balanceOf(receiver), 153 + 561 + 5_050); // sums of 1 to 17, to 33, to 100
        assertEq(token.totalSupply(), supply);
    }

    function test_EveryRowIsWiped() public {
        _freezeAll();
        for (uint256 n = 0; n < lengths.length; ++n) {
            (address[] memory accounts, uint256[] memory amounts, bytes32[] memory refs) = _rows(lengths[n]);
            vm.prank(compliance);
            token.wipeBatch(accounts, amounts, CASE, refs);
            for (uint256 i = 0; i < lengths[n]; ++i) assertTrue(token.isActUsed(refs[i]));
        }
        assertEq(token.totalSupply(), LONGEST * HELD - 153 - 561 - 5_050);
        assertEq(token.balanceOf(_account(0)), HELD - 3);
        assertEq(token.balanceOf(_account(16)), HELD - 51);
        assertEq(token.balanceOf(_account(32)), HELD - 66);
        assertEq(token.balanceOf(_account(99)), HELD - 100);
    }

    // ------------------------------------------------------------------------------------------------ checks of each row

    function test_RevertWhen_AnyRowOfASeizureMayNotPass() public {
        _freezeAll();
        for (uint256 n = 0; n < 9; ++n) _assertTakingChecks(lengths[n / 3], _place(n), false);
    }

    function test_RevertWhen_AnyRowOfAWipeMayNotPass() public {
        _freezeAll();
        for (uint256 n = 0; n < 9; ++n) _assertTakingChecks(lengths[n / 3], _place(n), true);
    }

    function test_RevertWhen_AnyRowMayNotBeFrozen() public {
        address lapsed = makeAddr("lapsed");
        address lifted = makeAddr("lifted");
        vm.warp(_freeze(lapsed));
        uint256 until = block.timestamp;
        _freeze(lifted);
        vm.prank(compliance);
        token.unfreeze(lifted, CASE);
        for (uint256 n = 0; n < 9; ++n) {
            address[] memory accounts = _accounts(lengths[n / 3]);
            accounts[_place(n)] = address(0);
            _expectFreezeRefused(accounts, abi.encodeWithSelector(IFreezing.InvalidAccount.selector, address(0)));
            accounts[_place(n)] = address(token);
            _expectFreezeRefused(accounts, abi.encodeWithSelector(IFreezing.InvalidAccount.selector, token));
            accounts[_place(n)] = lapsed;
            _expectFreezeRefused(accounts, abi.encodeWithSelector(IFreezing.FreezeLapsed.selector, lapsed, until));
            accounts[_place(n)] = lifted;
            uint256 barred = block.timestamp + 72 hours;
            _expectFreezeRefused(
                accounts,
                abi.encodeWithSelector(IFreezing.GuardianBarred.selector, lifted, guardian, barred)
            );
        }
    }

    function test_RevertWhen_AnyRowHasNothingToRatify() public {
        for (uint256 n = 0; n < 9; ++n) {
            address[] memory accounts = _accounts(lengths[n / 3]);
            vm.prank(guardian);
            token.freezeBatch(accounts, CASE);
            accounts[_place(n)] = stranger;
            vm.expectRevert(_notFrozen(stranger));
            vm.prank(compliance);
            token.ratifyBatch(accounts, CASE);
        }
    }

    // ------------------------------------------------------------------------------------------------ passing over

    function test_EachBatchPassesOverAnyRowThatIsAsWanted() public {
        for (uint256 n = 0; n < 9; ++n) {
            address[] memory accounts = _accounts(lengths[n / 3]);
            address one = accounts[_place(n)];
            uint256 until = block.timestamp + 72 hours;
            vm.prank(secondGuardian);
            token.freeze(one, CASE);
            _expectPassedOver(one, secondGuardian, until);
            vm.prank(secondGuardian);
            token.freezeBatch(accounts, CASE);
            _assertUntil(accounts, until);

            vm.startPrank(compliance);
            token.ratify(one, CASE);
            _expectPassedOver(one, compliance, UNTIL_UNFROZEN);
            token.ratifyBatch(accounts, CASE);
            _assertUntil(accounts, UNTIL_UNFROZEN);

            token.unfreeze(one, CASE);
            _expectPassedOver(one, compliance, 0);
            token.unfreezeBatch(accounts, CASE);
            _assertUntil(accounts, 0);
            vm.stopPrank();
            vm.warp(block.timestamp + 72 hours);
        }
    }

    function test_AnEmptyBatchDoesNothing() public {
        (address[] memory accounts, uint256[] memory amounts, bytes32[] memory refs) = _rows(0);
        vm.prank(guardian);
        token.freezeBatch(accounts, CASE);
        vm.startPrank(compliance);
        token.ratifyBatch(accounts, CASE);
        token.unfreezeBatch(accounts, CASE);
        token.seizeBatch(accounts, receiver, amounts, CASE, refs);
        token.wipeBatch(accounts, amounts, CASE, refs);
        assertEq(token.totalSupply(), LONGEST * HELD);
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev One row at a time is wrong in each way that a single act can be.
    function _assertTakingChecks(uint256 length, uint256 place, bool wipes) private {
        (address[] memory accounts, uint256[] memory amounts, bytes32[] memory refs) = _rows(length);
        (address account, uint256 amount, bytes32 ref) = (accounts[place], amounts[place], refs[place]);
        accounts[place] = stranger;
        _expectTakingRefused(wipes, accounts, amounts, refs, _notFrozen(stranger));
        accounts[place] = account;
        amounts[place] = 0;
        _expectTakingRefused(wipes, accounts, amounts, refs, abi.encodeWithSelector(IMinting.ZeroAmount.selector));
        uint256 held = token.balanceOf(account);
        amounts[place] = UNLIMITED;
        _expectTakingRefused(wipes, accounts, amounts, refs, _insufficientBalance(account, held, UNLIMITED));
        amounts[place] = held + 1;
        _expectTakingRefused(wipes, accounts, amounts, refs, _insufficientBalance(account, held, held + 1));
        amounts[place] = amount;
        refs[place] = 0;
        bytes memory missing = abi.encodeWithSelector(IMinting.ReferenceMissing.selector);
        _expectTakingRefused(wipes, accounts, amounts, refs, missing);
        refs[place] = ref;
        vm.prank(compliance);
        token.wipe(account, 1, CASE, ref);
        bytes memory used = abi.encodeWithSelector(IMinting.ReferenceUsed.selector, ref);
        _expectTakingRefused(wipes, accounts, amounts, refs, used);
        refs[place] = place == 0 ? refs[1] : refs[0];
        bytes memory twice = abi.encodeWithSelector(IMinting.ReferenceUsed.selector, refs[place]);
        _expectTakingRefused(wipes, accounts, amounts, refs, twice);
        assertEq(token.balanceOf(receiver), 0);
    }

    function _expectTakingRefused(
        bool wipes,
        address[] memory accounts,
        uint256[] memory amounts,
        bytes32[] memory refs,
        bytes memory refusal
    ) private {
        vm.expectRevert(refusal);
        vm.prank(compliance);
        if (wipes) token.wipeBatch(accounts, amounts, CASE, refs);
        else token.seizeBatch(accounts, receiver, amounts, CASE, refs);
    }

    function _expectFreezeRefused(address[] memory accounts, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(guardian);
        token.freezeBatch(accounts, CASE);
    }

    function _expectPassedOver(address account, address caller, uint256 until) private {
        vm.expectEmit(address(token));
        emit IFreezing.PassedOver(account, CASE, caller, until);
    }

    function _assertUntil(address[] memory accounts, uint256 until) private view {
        for (uint256 i = 0; i < accounts.length; ++i) assertEq(token.frozenUntil(accounts[i]), until);
    }

    function _freezeAll() private {
        vm.prank(guardian);
        token.freezeBatch(_accounts(LONGEST), CASE);
    }

    /// @dev First, middle and last row, for each length.
    function _place(uint256 n) private view returns (uint256) {
        uint256 length = lengths[n / 3];
        if (n % 3 == 0) return 0;
        return n % 3 == 1 ? length / 2 : length - 1;
    }

    /// @dev Row `i` takes `i + 1`, under a reference that no other row has.
    function _rows(
        uint256 length
    ) private returns (address[] memory accounts, uint256[] memory amounts, bytes32[] memory refs) {
        accounts = _accounts(length);
        (amounts, refs) = (new uint256[](length), new bytes32[](length));
        for (uint256 i = 0; i < length; ++i) (amounts[i], refs[i]) = (i + 1, _reference());
    }

    function _accounts(uint256 length) private pure returns (address[] memory accounts) {
        accounts = new address[](length);
        for (uint256 i = 0; i < length; ++i) accounts[i] = _account(i);
    }

    function _account(uint256 i) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("account", i)))));
    }
}
