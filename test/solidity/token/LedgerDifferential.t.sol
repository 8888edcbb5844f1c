// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {Vm} from "../helpers/Vm.sol";
import {System} from "../helpers/System.sol";

/// @notice OpenZeppelin's ERC20, which everybody can issue.
contract ReferenceToken is ERC20Burnable {
    constructor() ERC20("Reference", "REF") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @title LedgerDifferentialTest
/// @notice Without freezes and pauses the token is OpenZeppelin's ERC20: random sequences of calls give the same
/// successes, return data, errors, events, balances, allowances and supplies. The differences that are meant:
///
///     1. the token itself cannot receive (OpenZeppelin's can);
///     2. the supply is bounded by 2^216 - 1, and what a bridge moves by its limits;
///     3. nothing can be issued or redeemed in amounts of zero;
///     4. if both the zero address receives and the balance is too small, the error names the balance;
///     5. if nothing is moved from the zero address, the error names the sender and not the approver.
contract LedgerDifferentialTest is System {
    enum Act {
        Transfer,
        TransferFrom,
        Approve,
        Mint,
        CrosschainMint,
        Burn,
        CrosschainBurn
    }

    ReferenceToken private model;
    address[] private accounts;

    function setUp() public override {
        super.setUp();
        model = new ReferenceToken();
        accounts = [alice, bob, carol, minter];
        for (uint256 i = 0; i < accounts.length; ++i) {
            vm.startPrank(timelock);
            token.grantRole(BURNER_ROLE, accounts[i]);
            token.grantRole(BRIDGE_ROLE, accounts[i]);
            vm.stopPrank();
            vm.prank(limiter);
            token.setBridgeLimits(accounts[i], _bridgeLimits(UNLIMITED, 1, UNLIMITED, 1));
        }
        accounts.push(address(0)); // acts never, but is acted upon
        // The first mint under the report compares it with the supply, which bridges are about to raise.
        _openWindow(2 ** 127);
        _issueAgain(stranger, 1);
        model.mint(stranger, 1);
    }

    function testFuzz_BehavesAsTheReference(uint256[48] memory seeds) public {
        for (uint256 i = 0; i < seeds.length; ++i) _act(uint256(keccak256(abi.encode(i, seeds[i]))));
        assertEq(token.totalSupply(), model.totalSupply());
        for (uint256 i = 0; i < accounts.length; ++i) {
            assertEq(token.balanceOf(accounts[i]), model.balanceOf(accounts[i]));
            for (uint256 j = 0; j < accounts.length; ++j) {
                uint256 allowance = token.allowance(accounts[i], accounts[j]);
                assertEq(allowance, model.allowance(accounts[i], accounts[j]));
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ differences

    function test_DifferenceTheTokenItselfCannotReceive() public {
        model.mint(alice, 1);
        _issueAgain(alice, 1);
        vm.startPrank(alice);
        model.transfer(address(model), 1);
        vm.expectRevert(_invalidReceiver(address(token)));
        token.transfer(address(token), 1);
    }

    function test_DifferenceTheSupplyIsBoundedBy216Bits() public {
        _endow(alice, type(uint216).max);
        model.mint(alice, type(uint216).max);
        model.mint(alice, 1);
        vm.expectRevert(abi.encodeWithSelector(ILedgerErrors.SupplyOverflow.selector, type(uint216).max, 1));
        vm.prank(bridge);
        token.crosschainMint(alice, 1);
    }

    function test_DifferenceNothingIsNoAmount() public {
        model.mint(alice, 0);
        model.burn(0);
        vm.expectRevert(IMinting.ZeroAmount.selector);
        vm.prank(minter);
        token.mint(alice, 0, CASE);
        vm.expectRevert(IMinting.ZeroAmount.selector);
        vm.prank(burner);
        token.burn(0, CASE);
    }

    function test_DifferenceTheBalanceIsCheckedBeforeTheReceiver() public {
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        model.transfer(address(0), 1);
        vm.expectRevert(_insufficientBalance(alice, 0, 1));
        token.transfer(address(0), 1);
    }

    function test_DifferenceTheZeroAddressIsNamedAsSender() public {
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidApprover.selector, address(0)));
        model.transferFrom(address(0), bob, 0);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(0)));
        token.transferFrom(address(0), bob, 0);
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev Makes one call at both tokens and compares all that comes of it.
    function _act(uint256 seed) private {
        Act act = Act(seed % 7);
        address caller = accounts[(seed >> 8) % 4];
        address from = accounts[(seed >> 16) % 5];
        address to = accounts[(seed >> 24) % 5];
        uint256 amount = _amount(seed >> 32, from, caller);
        if (act >= Act.Mint && amount == 0) amount = 1; // difference 3

        (bytes memory call, bytes memory modelCall) = _calls(act, caller, from, to, amount);
        if (act == Act.Mint) caller = minter;
        if (act >= Act.Mint && act != Act.Burn && amount > 2 ** 120) return; // difference 2

        bool zeroReceives = to == address(0) && act <= Act.TransferFrom;
        bool zeroGives = from == address(0) && act == Act.TransferFrom;
        vm.recordLogs();
        vm.prank(caller);
        (bool success, bytes memory returned) = address(token).call(call);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.prank(caller);
        (bool expected, bytes memory expectedReturn) = address(model).call(modelCall);
        Vm.Log[] memory expectedLogs = vm.getRecordedLogs();

        assertEq(success, expected);
        if (!zeroReceives && !zeroGives) assertEq(returned, expectedReturn); // differences 4 and 5
        if (success) _compare(logs[0], expectedLogs[0]); // what follows the first is the issuer's own event
    }

    /// @dev What to call at the token, and what at the reference.
    function _calls(
        Act act,
        address caller,
        address from,
        address to,
        uint256 amount
    ) private returns (bytes memory call, bytes memory modelCall) {
        if (act < Act.Mint) {
            call = _holderCall(act, from, to, amount);
            return (call, call);
        }
        if (act < Act.Burn) {
            if (act == Act.Mint) call = abi.encodeCall(token.mint, (to, amount, _reference()));
            else call = abi.encodeCall(token.crosschainMint, (to, amount));
            return (call, abi.encodeCall(model.mint, (to, amount)));
        }
        if (act == Act.Burn) from = caller;
        if (act == Act.Burn) call = abi.encodeCall(token.burn, (amount, _reference()));
        else call = abi.encodeCall(token.crosschainBurn, (from, amount));
        if (caller == from) return (call, abi.encodeCall(model.burn, (amount)));
        return (call, abi.encodeCall(model.burnFrom, (from, amount)));
    }

    function _holderCall(Act act, address from, address to, uint256 amount) private view returns (bytes memory) {
        if (act == Act.Transfer) return abi.encodeCall(token.transfer, (to, amount));
        if (act == Act.TransferFrom) return abi.encodeCall(token.transferFrom, (from, to, amount));
        return abi.encodeCall(token.approve, (to, amount));
    }

    /// @dev Amounts around what decides: balances, allowances, nothing, everything.
    function _amount(uint256 seed, address from, address caller) private view returns (uint256) {
        uint256 kind = seed % 8;
        if (kind == 0) return model.balanceOf(from);
        if (kind == 1) return model.balanceOf(caller) + 1;
        if (kind == 2) return model.allowance(from, caller);
        if (kind == 3) return type(uint256).max - ((seed >> 8) % 2);
        if (kind == 4) return 0;
        return (seed >> 8) % (kind == 5 ? 2 ** 120 : 1_000);
    }

    function _compare(Vm.Log memory log, Vm.Log memory expected) private pure {
        assertEq(abi.encode(log.topics), abi.encode(expected.topics));
        assertEq(log.data, expected.data);
    }

    function _issueAgain(address to, uint256 amount) private {
        bytes32 depositRef = _reference();
        vm.prank(minter);
        token.mint(to, amount, depositRef);
    }
}
