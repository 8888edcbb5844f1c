// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {
    MessagingFee,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {SendParam} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {IInitializing} from "../../../contracts/interfaces/IInitializing.sol";
import {ILayerZeroAdapter} from "../../../contracts/interfaces/ILayerZeroAdapter.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {IStablecoin} from "../../../contracts/interfaces/IStablecoin.sol";
import {LayerZeroAdapter} from "../../../contracts/crosschain/LayerZeroAdapter.sol";
import {LayerZero} from "./LayerZero.sol";
import {System} from "./System.sol";
import {UlnConfig} from "./LayerZeroWorkers.sol";

/// @title Move
/// @notice The coin on two chains with an adapter on each, two required verifiers between them, and a holder with tokens on
/// the first. Chain zero is the system of the other tests.
abstract contract Move is System, LayerZero {
    uint128 internal constant RECEIVE_GAS = 150_000;
    uint256 internal constant CAPACITY = 1_000_000;

    IStablecoin[2] internal coins;
    LayerZeroAdapter[2] internal adapters;

    function setUp() public virtual override {
        super.setUp();
        _deployLayerZero();
        coins[0] = token;
        coins[1] = _deployToken(_issuerParameters());
        vm.label(address(coins[0]), "coin zero");
        vm.label(address(coins[1]), "coin one");
        _deployAdapters(2);
        vm.startPrank(limiter);
        coins[1].setBridgeLimits(bridge, _bridgeLimits(UNLIMITED, 1 days, UNLIMITED, 1 days));
        coins[1].setGuardianLimit(guardian, UNLIMITED, 1 days);
        vm.stopPrank();
        vm.deal(alice, 100 ether);
        vm.deal(bob, 100 ether);
        _bring(0, alice, 1_000);
        _approve(0, alice);
        _approve(1, bob);
    }

    // ------------------------------------------------------------------------------------------------ deployment

    /// @dev Adapters on both chains that take what this many verifiers have confirmed.
    function _deployAdapters(uint8 required) internal {
        for (uint256 c = 0; c < 2; ++c) {
            adapters[c] = _deployAdapter(c, coins[c], _routes(c, _verifiedBy(c, required), address(0)));
            _empower(c, address(adapters[c]));
        }
        for (uint256 c = 0; c < 2; ++c) {
            vm.prank(timelock);
            adapters[c].setPeer(EIDS[1 - c], _toWord(adapters[1 - c]));
        }
    }

    /// @dev A coin of other decimals, without a reserve gate, which would have to count in the same.
    function _deployCoin(uint8 decimals) internal returns (IStablecoin) {
        IInitializing.IssuerParameters memory parameters = _issuerParameters();
        parameters.reserveGate = IReserveGate(address(0));
        bytes memory arguments = abi.encode(NAME, SYMBOL, CURRENCY, decimals, controls, parameters);
        return IStablecoin(deploy("Stablecoin.sol:Stablecoin", arguments));
    }

    function _deployAdapter(
        uint256 c,
        IStablecoin coin,
        ILayerZeroAdapter.Route[] memory routes
    ) internal returns (LayerZeroAdapter) {
        bytes memory arguments = abi.encode(coin, places[c].endpoint, timelock, routes);
        return LayerZeroAdapter(deploy("LayerZeroAdapter.sol:LayerZeroAdapter", arguments));
    }

    function _routes(
        uint256 c,
        UlnConfig memory uln,
        address peer
    ) internal view returns (ILayerZeroAdapter.Route[] memory routes) {
        routes = new ILayerZeroAdapter.Route[](1);
        routes[0] = ILayerZeroAdapter.Route({
            eid: EIDS[1 - c],
            peer: bytes32(uint256(uint160(peer))),
            sendLibrary: address(places[c].sender),
            receiveLibrary: address(places[c].receiver),
            sendConfig: _sendConfig(c, uln),
            receiveConfig: _receiveConfig(c, uln),
            enforcedOptions: _options(RECEIVE_GAS, 0)
        });
    }

    /// @dev Role and limits of a bridge, as the timelock and the limiter give them.
    function _empower(uint256 c, address adapter) internal {
        vm.prank(timelock);
        coins[c].grantRole(BRIDGE_ROLE, adapter);
        vm.prank(limiter);
        coins[c].setBridgeLimits(adapter, _bridgeLimits(CAPACITY, 1 days, CAPACITY, 1 days));
    }

    // ------------------------------------------------------------------------------------------------ acts

    /// @dev Tokens of a holder that came by another bridge.
    function _bring(uint256 c, address to, uint256 amount) internal {
        vm.prank(bridge);
        coins[c].crosschainMint(to, amount);
    }

    function _approve(uint256 c, address from) internal {
        vm.prank(from);
        coins[c].approve(address(adapters[c]), UNLIMITED);
    }

    function _param(uint256 c, bytes32 to, uint256 amount) internal view returns (SendParam memory) {
        return SendParam(EIDS[1 - c], to, amount, amount, "", "", "");
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

    /// @dev A message of the adapters: receiver and amount in shared units.
    function _message(bytes32 to, uint64 amount) internal pure returns (bytes memory) {
        return abi.encodePacked(to, amount);
    }

    function _toWord(address account) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }

    function _toWord(LayerZeroAdapter adapter) internal pure returns (bytes32) {
        return _toWord(address(adapter));
    }
}
