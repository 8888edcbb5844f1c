// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {
    MessagingFee,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {SendParam} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {Adapters} from "./Adapters.sol";

/// @title Move
/// @notice The coin on two chains with an adapter on each, two required verifiers between them, and a holder with tokens on
/// the first. Chain zero is the system of the other tests.
abstract contract Move is Adapters {
    uint256 internal constant CAPACITY = 1_000_000;

    function setUp() public virtual override {
        super.setUp();
        _deployLayerZero();
        tokens[0] = token;
        tokens[1] = _deployToken(_issuerParameters());
        vm.label(address(tokens[0]), "coin zero");
        vm.label(address(tokens[1]), "coin one");
        _deployAdapters(2);
        vm.startPrank(limiter);
        tokens[1].setBridgeLimits(bridge, _bridgeLimits(UNLIMITED, 1 days, UNLIMITED, 1 days));
        tokens[1].setGuardianLimit(guardian, UNLIMITED, 1 days);
        vm.stopPrank();
        vm.deal(alice, 100 ether);
        vm.deal(bob, 100 ether);
        _bring(0, alice, 1_000);
        _approve(0, alice);
        _approve(1, bob);
    }

    // ------------------------------------------------------------------------------------------------ acts

    /// @dev Tokens of a holder that came by another bridge.
    function _bring(uint256 c, address to, uint256 amount) internal {
        vm.prank(bridge);
        tokens[c].crosschainMint(to, amount);
    }

    function _approve(uint256 c, address from) internal {
        vm.prank(from);
        tokens[c].approve(address(adapters[c]), UNLIMITED);
    }

    /// @dev Sends from a chain and returns what its endpoint has sent.
    function _move(uint256 c, address from, address to, uint256 amount) internal returns (Packet memory packet) {
        SendParam memory param = _param(c, _toWord(to), amount);
        MessagingFee memory fee = adapters[c].quoteSend(param, false);
        vm.recordLogs();
        vm.prank(from);
        // solhint-disable-next-line check-send-result
        (MessagingReceipt memory receipt, ) = adapters[c].send{value: fee.nativeFee}(param, fee, from);
        packet = _lastPacket(vm.getRecordedLogs());
        assertEq(packet.guid, receipt.guid);
    }

    /// @dev Sends and lets both verifiers confirm it on the other chain.
    function _moveVerified(
        uint256 c,
        address from,
        address to,
        uint256 amount
    ) internal returns (Packet memory packet) {
        packet = _move(c, from, to, amount);
        _verifyByBoth(1 - c, packet);
    }

    /// @dev Delivers to the adapter of a chain.
    function _deliver(uint256 c, Packet memory packet) internal {
        _deliver(c, address(adapters[c]), packet);
    }

    function _adapterLimits() internal pure override returns (ICrosschain.BridgeLimits memory) {
        return _bridgeLimits(CAPACITY, 1 days, CAPACITY, 1 days);
    }
}
