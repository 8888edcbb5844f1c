// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {System} from "../helpers/System.sol";
import {ReentrantGate, ReentrantWallet} from "../mocks/Reentrants.sol";

/// @title ReentrancyTest
/// @notice Code of others that the token asks while it works cannot change anything in that moment. The same call does
/// work before and after, so it is the moment that stops it.
contract ReentrancyTest is System {
    bytes32 private constant NONCE = keccak256("nonce");

    function test_AWalletCannotMoveTokensWhileItsSignatureIsAsked() public {
        ReentrantWallet wallet = new ReentrantWallet(address(token));
        _endow(address(wallet), 100);
        wallet.prepare(abi.encodeCall(IERC20.transfer, (bob, 60)));
        token.transferWithAuthorization(address(wallet), alice, 40, 0, block.timestamp + 1, NONCE, "");
        assertEq(token.balanceOf(alice), 40);
        assertEq(token.balanceOf(bob), 0);
        assertEq(token.balanceOf(address(wallet)), 60);

        wallet.isValidSignature(0, "");
        assertEq(token.balanceOf(bob), 60);
    }

    function test_AGateCannotMintWhileItsWindowIsAsked() public {
        ReentrantGate gate = new ReentrantGate();
        gate.aim(token);
        _rewire(address(gate));
        vm.prank(minter);
        token.mint(alice, 40, keccak256("deposit"));
        assertEq(token.balanceOf(address(gate)), 0);
        assertEq(token.totalSupply(), 40);
        assertFalse(token.isDepositUsed(keccak256("again")));

        gate.issuanceWindow();
        assertEq(token.balanceOf(address(gate)), 1);
    }

    function test_AGateCannotMintWhileItIsAskedWhatIsOutstanding() public {
        ReentrantGate gate = new ReentrantGate();
        gate.aim(token);
        _rewire(address(gate));
        vm.prank(minter);
        token.mint(alice, 40, keccak256("deposit")); // the first under report 1
        assertEq(token.balanceOf(address(gate)), 0);
        gate.requireOutstanding(1, 0);
        assertEq(token.balanceOf(address(gate)), 1);
    }

    /// @dev Makes the gate the token's own, and a minter without limit.
    function _rewire(address gate) private {
        address admin = token.defaultAdmin();
        vm.prank(admin);
        token.setReserveGate(IReserveGate(gate));
        vm.prank(admin);
        token.grantRole(MINTER_ROLE, gate);
        vm.prank(limiter);
        token.setMinterLimit(gate, UNLIMITED, 1 days);
    }
}
