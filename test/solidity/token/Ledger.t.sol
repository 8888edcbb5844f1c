// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {System} from "../helpers/System.sol";

/// @title LedgerTest
/// @notice Where the ledger keeps what, its bounds, and the proxy around it.
contract LedgerTest is System {
    uint256 private constant MOST = type(uint216).max;

    // ------------------------------------------------------------------------------------------------ metadata, proxy

    function test_MetadataIsWhatItWasDeployedWith() public view {
        assertEq(token.name(), NAME);
        assertEq(token.symbol(), SYMBOL);
        assertEq(token.decimals(), DECIMALS);
        assertEq(token.totalSupply(), 0);
    }

    function test_ImplementationSlotHoldsTheControlsOnly() public view {
        bytes32 slot = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);
        assertEq(vm.load(address(token), slot), bytes32(uint256(uint160(controls))));
    }

    function test_RevertWhen_NativeCoinIsSent() public {
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        (bool success, bytes memory returned) = address(token).call{value: 1 ether}("");
        assertFalse(success);
        assertEq(returned, "");
    }

    function test_RevertWhen_SelectorIsUnknown() public {
        (bool success, bytes memory returned) = address(token).call(hex"12345678");
        assertFalse(success);
        assertEq(returned, "");
    }

    // ------------------------------------------------------------------------------------------------ storage

    function test_StorageIsWhereTheNamespacesSay() public {
        _issue(alice, 5);
        vm.prank(alice);
        token.approve(bob, 3);
        _pause(BURN);

        assertEq(uint256(vm.load(address(token), _accountSlot(alice))), 5);
        assertEq(uint256(vm.load(address(token), _supplySlot())), 5);
        bytes32 allowances = keccak256(abi.encode(alice, uint256(LEDGER_SLOT) + 1));
        assertEq(uint256(vm.load(address(token), keccak256(abi.encode(bob, allowances)))), 3);
        assertEq(uint256(vm.load(address(token), SWITCHES_SLOT)), BURN);
    }

    function test_OtherNamespacesAreWhereTheirNamesSay() public {
        bytes32 depositRef = keccak256("deposit");
        _openWindow(9);
        vm.prank(minter);
        token.mint(burner, 9, depositRef);
        vm.prank(burner);
        token.burn(1, depositRef);
        vm.prank(bridge);
        token.crosschainMint(alice, 4);

        uint256 minting = uint256(_namespace("stablecoin.storage.Minting"));
        assertEq(_tokenSlot(keccak256(abi.encode(depositRef, minting + 3))), 1);
        uint256 burning = uint256(_namespace("stablecoin.storage.Burning"));
        assertEq(_tokenSlot(keccak256(abi.encode(depositRef, burning))), 1);
        uint256 crosschain = uint256(_namespace("stablecoin.storage.Crosschain"));
        assertEq(_tokenSlot(bytes32(uint256(keccak256(abi.encode(bridge, crosschain))) + 4)), 4);
    }

    // ------------------------------------------------------------------------------------------------ bounds

    function test_SupplyCanReachTheWholeWord() public {
        _endow(alice, MOST - 1);
        vm.prank(bridge);
        token.crosschainMint(alice, 1);
        assertEq(token.totalSupply(), MOST);
        assertEq(token.balanceOf(alice), MOST);
        assertEq(token.frozenUntil(alice), 0);
    }

    function test_TheLargestBalanceMoves() public {
        _endow(alice, MOST);
        vm.prank(alice);
        token.transfer(alice, MOST);
        assertEq(_word(alice), MOST);

        vm.prank(alice);
        token.transfer(bob, MOST);
        assertEq(_word(alice), 0);
        assertEq(_word(bob), MOST);
    }

    function test_TheLargestBalanceIsSeizedAndWipedUnderItsFreeze() public {
        _endow(alice, MOST);
        _freezeForGood(alice);
        vm.startPrank(compliance);
        token.seize(alice, bob, MOST - 1, CASE, "one");
        assertEq(_word(alice), (UNTIL_UNFROZEN << 216) | 1);
        token.wipe(alice, 1, CASE, "two");
        assertEq(_word(alice), UNTIL_UNFROZEN << 216);
        assertEq(token.totalSupply(), MOST - 1);
    }

    function test_RevertWhen_SupplyWouldOverflow() public {
        _endow(alice, MOST);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.SupplyOverflow.selector, MOST, 1));
        vm.prank(bridge);
        token.crosschainMint(bob, 1);
    }

    function testFuzz_RevertWhen_SupplyWouldOverflow(uint256 supply, uint256 amount) public {
        supply = bound(supply, MOST - type(uint200).max, MOST);
        amount = bound(amount, MOST - supply + 1, type(uint208).max);
        _endow(alice, supply);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.SupplyOverflow.selector, supply, amount));
        vm.prank(bridge);
        token.crosschainMint(bob, amount);
    }

    // ------------------------------------------------------------------------------------------------ freezes survive

    function testFuzz_BalanceWritesKeepTheFreeze(uint256 balance, uint256 seized, uint256 wiped, bool ratified) public {
        balance = bound(balance, 2, MOST);
        seized = bound(seized, 1, balance - 1);
        wiped = bound(wiped, 1, balance - seized);
        _endow(alice, balance);
        uint256 until = _freeze(alice);
        if (ratified) {
            vm.prank(compliance);
            token.ratify(alice, CASE);
            until = UNTIL_UNFROZEN;
        }

        vm.startPrank(compliance);
        token.seize(alice, bob, seized, CASE, "one");
        token.wipe(alice, wiped, CASE, "two");
        assertEq(token.frozenUntil(alice), until);
        assertEq(token.balanceOf(alice), balance - seized - wiped);
        assertEq(token.balanceOf(bob), seized);
        assertEq(token.frozenUntil(bob), 0);
        assertEq(token.totalSupply(), balance - wiped);
    }

    function testFuzz_FreezingKeepsTheBalance(uint216 balance) public {
        _endow(alice, balance);
        _freezeForGood(alice);
        assertEq(token.balanceOf(alice), balance);
        vm.prank(compliance);
        token.unfreeze(alice, CASE);
        assertEq(_word(alice), balance);
    }

    /// @dev A freeze that has lapsed is still on record, and the account moves tokens with it.
    function testFuzz_MovementsKeepALapsedFreeze(uint216 balance, uint256 out, uint256 back) public {
        out = bound(out, 0, balance);
        back = bound(back, 0, out);
        _endow(alice, balance);
        uint256 until = _freeze(alice);
        vm.warp(until);
        vm.prank(alice);
        token.transfer(bob, out);
        vm.prank(bob);
        token.transfer(alice, back);
        assertEq(_word(alice), (until << 216) | (balance - out + back));
        assertFalse(token.isFrozen(alice));
        assertEq(token.frozenUntil(alice), until);
    }

    function _tokenSlot(bytes32 slot) private view returns (uint256) {
        return uint256(vm.load(address(token), slot));
    }
}
