// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {SendParam} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {IInitializing} from "../../../contracts/interfaces/IInitializing.sol";
import {ILayerZeroAdapter} from "../../../contracts/interfaces/ILayerZeroAdapter.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {IStablecoin} from "../../../contracts/interfaces/IStablecoin.sol";
import {LayerZeroAdapter} from "../../../contracts/crosschain/LayerZeroAdapter.sol";
import {LayerZero} from "./LayerZero.sol";
import {System} from "./System.sol";
import {UlnConfig} from "./LayerZeroWorkers.sol";

/// @title Adapters
/// @notice The coin's adapters on two chains, wired as an issuer wires them.
abstract contract Adapters is System, LayerZero {
    uint128 internal constant RECEIVE_GAS = 150_000;

    IStablecoin[2] internal tokens;
    LayerZeroAdapter[2] internal adapters;

    /// @dev Limits that each adapter gets.
    function _adapterLimits() internal view virtual returns (ICrosschain.BridgeLimits memory);

    // ------------------------------------------------------------------------------------------------ deployment

    /// @dev Adapters on both chains that take what this many verifiers have confirmed.
    function _deployAdapters(uint8 required) internal {
        for (uint256 c = 0; c < 2; ++c) {
            adapters[c] = _deployAdapter(c, tokens[c], _routes(c, _verifiedBy(c, required), address(0)));
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
        tokens[c].grantRole(BRIDGE_ROLE, adapter);
        vm.prank(limiter);
        tokens[c].setBridgeLimits(adapter, _adapterLimits());
    }

    // ------------------------------------------------------------------------------------------------ messages

    function _param(uint256 c, bytes32 to, uint256 amount) internal view returns (SendParam memory) {
        return SendParam(EIDS[1 - c], to, amount, amount, "", "", "");
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
