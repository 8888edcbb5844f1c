// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Origin} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {SetConfigParam} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/IMessageLibManager.sol";
import {Errors} from "@layerzerolabs/lz-evm-protocol-v2/contracts/libs/Errors.sol";
import {IOAppCore} from "@layerzerolabs/oapp-evm/contracts/oapp/interfaces/IOAppCore.sol";
import {
    EnforcedOptionParam,
    IOAppOptionsType3
} from "@layerzerolabs/oapp-evm/contracts/oapp/interfaces/IOAppOptionsType3.sol";
import {InboundPacket} from "@layerzerolabs/oapp-evm/contracts/precrime/interfaces/IOAppPreCrimeSimulator.sol";
import {IOFT} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ILayerZeroAdapter} from "../../../contracts/interfaces/ILayerZeroAdapter.sol";
import {LayerZeroAdapter} from "../../../contracts/crosschain/LayerZeroAdapter.sol";
import {ExecutorConfig, UlnConfig} from "../helpers/LayerZeroWorkers.sol";
import {Move} from "../helpers/Move.sol";

/// @title WiringTest
/// @notice What the constructor sets, that nobody but the owner changes it, and what of LayerZero's OFT is not there.
contract WiringTest is Move {
    LayerZeroAdapter internal adapter;

    function setUp() public override {
        super.setUp();
        adapter = adapters[0];
    }

    // ------------------------------------------------------------------------------------------------ construction

    function test_TheConstructorWiresEverything() public {
        UlnConfig memory uln = _verifiedBy(0, 2);
        ILayerZeroAdapter.Route[] memory routes = _routes(0, uln, address(adapters[1]));
        vm.recordLogs();
        LayerZeroAdapter made = _deployAdapter(0, token, routes);
        assertEq(made.token(), address(token));
        assertTrue(made.approvalRequired());
        assertEq(address(made.endpoint()), address(places[0].endpoint));
        assertEq(made.owner(), timelock);
        assertEq(places[0].endpoint.delegates(address(made)), timelock);
        assertEq(made.peers(EIDS[1]), _toWord(adapters[1]));
        assertTrue(made.isPeer(EIDS[1], _toWord(adapters[1])));
        assertEq(made.enforcedOptions(EIDS[1], made.SEND()), _options(RECEIVE_GAS, 0));
        assertEq(made.enforcedOptions(EIDS[1], made.SEND_AND_CALL()), "");
        assertEq(made.msgInspector(), address(0));
        assertEq(made.preCrime(), address(0));
        assertEq(made.heldTotal(), 0);
        (bytes4 interfaceId, uint64 version) = made.oftVersion();
        assertEq(bytes32(interfaceId), bytes32(type(IOFT).interfaceId));
        assertEq(uint256(version), 1);
        _assertRoute(made, uln);
    }

    function test_APeerCanComeLater() public {
        LayerZeroAdapter made = _deployAdapter(0, token, _routes(0, _verifiedBy(0, 2), address(0)));
        assertEq(made.peers(EIDS[1]), 0);
        vm.expectEmit(address(made));
        emit IOAppCore.PeerSet(EIDS[1], _toWord(adapters[1]));
        vm.prank(timelock);
        made.setPeer(EIDS[1], _toWord(adapters[1]));
        assertEq(made.peers(EIDS[1]), _toWord(adapters[1]));
    }

    function test_AnAdapterWithoutARouteMovesNothing() public {
        LayerZeroAdapter made = _deployAdapter(0, token, new ILayerZeroAdapter.Route[](0));
        vm.expectRevert(abi.encodeWithSelector(IOAppCore.NoPeer.selector, EIDS[1]));
        made.quoteSend(_param(0, _toWord(bob), 1), false);
    }

    function test_ManyRoutesAreWiredAtOnce() public {
        ILayerZeroAdapter.Route memory first = _routes(0, _verifiedBy(0, 2), address(adapters[1]))[0];
        ILayerZeroAdapter.Route[] memory routes = new ILayerZeroAdapter.Route[](20);
        for (uint32 i = 0; i < 20; ++i) {
            _changeDefaults(0, i + 1);
            places[0].endpoint.setDefaultSendLibrary(i + 1, address(places[0].sender));
            places[0].endpoint.setDefaultReceiveLibrary(i + 1, address(places[0].receiver), 0);
            routes[i] = ILayerZeroAdapter.Route({
                eid: i + 1,
                peer: _toWord(adapters[1]),
                sendLibrary: first.sendLibrary,
                receiveLibrary: first.receiveLibrary,
                sendConfig: new SetConfigParam[](0),
                receiveConfig: new SetConfigParam[](0),
                enforcedOptions: first.enforcedOptions
            });
        }
        LayerZeroAdapter made = _deployAdapter(0, token, routes);
        for (uint32 i = 0; i < 20; ++i) assertEq(made.peers(i + 1), _toWord(adapters[1]));
    }

    function test_RevertWhen_ALibraryIsLeftToTheDefault() public {
        ILayerZeroAdapter.Route[] memory routes = _routes(0, _verifiedBy(0, 2), address(0));
        routes[0].sendLibrary = address(0);
        bytes memory reason = abi.encodeWithSelector(ILayerZeroAdapter.LibraryMissing.selector, EIDS[1]);
        _refuses(routes, timelock, reason);
        routes[0].sendLibrary = address(places[0].sender);
        routes[0].receiveLibrary = address(0);
        _refuses(routes, timelock, reason);
    }

    function test_RevertWhen_APeerIsNoAddress() public {
        bytes32 peer = bytes32((uint256(0x41) << 160) | uint160(address(adapters[1])));
        ILayerZeroAdapter.Route[] memory routes = _routes(0, _verifiedBy(0, 2), address(0));
        routes[0].peer = peer;
        bytes memory reason = abi.encodeWithSelector(ILayerZeroAdapter.InvalidPeer.selector, EIDS[1], peer);
        _refuses(routes, timelock, reason);
        vm.prank(timelock);
        vm.expectRevert(reason);
        adapter.setPeer(EIDS[1], peer);
    }

    function test_RevertWhen_OptionsAreOfAnotherType() public {
        ILayerZeroAdapter.Route[] memory routes = _routes(0, _verifiedBy(0, 2), address(0));
        routes[0].enforcedOptions = hex"00010000";
        _refuses(
            routes,
            timelock,
            abi.encodeWithSelector(IOAppOptionsType3.InvalidOptions.selector, routes[0].enforcedOptions)
        );
    }

    function test_RevertWhen_ThereIsNoOwner() public {
        _refuses(
            new ILayerZeroAdapter.Route[](0),
            address(0),
            abi.encodeWithSelector(Ownable.OwnableInvalidOwner.selector, address(0))
        );
    }

    // ------------------------------------------------------------------------------------------------ who may change it

    function test_RevertWhen_TheCallerIsNotTheOwner() public {
        address[4] memory callers = [stranger, address(this), council, compliance];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.startPrank(callers[i]);
            _refusesCall(callers[i], abi.encodeCall(adapter.setPeer, (EIDS[1], 0)));
            _refusesCall(callers[i], abi.encodeCall(adapter.setDelegate, (callers[i])));
            _refusesCall(callers[i], abi.encodeCall(adapter.setEnforcedOptions, (new EnforcedOptionParam[](0))));
            _refusesCall(callers[i], abi.encodeCall(adapter.transferOwnership, (callers[i])));
            vm.stopPrank();
        }
    }

    function test_RevertWhen_AnybodyElseChangesItAtTheEndpoint() public {
        UlnConfig memory uln = _verifiedBy(0, 1);
        address library_ = address(places[0].sender);
        address oapp = address(adapter);
        vm.startPrank(stranger);
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        places[0].endpoint.setConfig(oapp, library_, _sendConfig(0, uln));
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        places[0].endpoint.setSendLibrary(oapp, EIDS[1], address(0));
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        places[0].endpoint.setReceiveLibrary(oapp, EIDS[1], address(0), 0);
        vm.stopPrank();
        // Not even the owner of LayerZero's endpoint, which this test is.
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        places[0].endpoint.setConfig(oapp, library_, _sendConfig(0, uln));
        vm.prank(timelock);
        places[0].endpoint.setConfig(oapp, library_, _sendConfig(0, uln));
        assertEq(abi.encode(places[0].sender.getUlnConfig(oapp, EIDS[1])), abi.encode(_plain(uln)));
    }

    function test_ADefaultThatChangesChangesNothing() public {
        UlnConfig memory before = places[0].receiver.getUlnConfig(address(adapter), EIDS[1]);
        _changeDefaults(0, EIDS[1]);
        assertEq(abi.encode(places[0].receiver.getUlnConfig(address(adapter), EIDS[1])), abi.encode(before));
        assertEq(places[0].sender.getExecutorConfig(address(adapter), EIDS[1]).executor, places[0].executor);
    }

    function test_TheOwnerSetsOptions() public {
        EnforcedOptionParam[] memory params = new EnforcedOptionParam[](1);
        params[0] = EnforcedOptionParam(EIDS[1], adapter.SEND(), _options(7, 0));
        vm.prank(timelock);
        adapter.setEnforcedOptions(params);
        assertEq(adapter.enforcedOptions(EIDS[1], 1), _options(7, 0));
    }

    function test_TheNextOwnerIsTheDelegate() public {
        vm.expectEmit(address(adapter));
        emit Ownable.OwnershipTransferred(timelock, carol);
        vm.prank(timelock);
        adapter.transferOwnership(carol);
        assertEq(adapter.owner(), carol);
        assertEq(places[0].endpoint.delegates(address(adapter)), carol);
        vm.prank(timelock);
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        places[0].endpoint.setSendLibrary(address(adapter), EIDS[1], address(0));
    }

    function test_RevertWhen_TheNextOwnerIsNobody() public {
        vm.prank(timelock);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableInvalidOwner.selector, address(0)));
        adapter.transferOwnership(address(0));
    }

    // ------------------------------------------------------------------------------------------------ what is not there

    function test_RevertWhen_ItIsNotOffered() public {
        address[2] memory callers = [timelock, stranger];
        for (uint256 i = 0; i < 2; ++i) {
            vm.startPrank(callers[i]);
            vm.expectRevert(ILayerZeroAdapter.NotSupported.selector);
            adapter.renounceOwnership();
            vm.expectRevert(ILayerZeroAdapter.NotSupported.selector);
            adapter.setMsgInspector(stranger);
            vm.expectRevert(ILayerZeroAdapter.NotSupported.selector);
            adapter.setPreCrime(stranger);
            vm.expectRevert(ILayerZeroAdapter.NotSupported.selector);
            adapter.lzReceiveAndRevert(new InboundPacket[](1));
            vm.stopPrank();
        }
        vm.expectRevert(ILayerZeroAdapter.NotSupported.selector);
        vm.prank(address(adapter));
        adapter.lzReceiveSimulate(
            Origin(EIDS[1], _toWord(adapters[1]), 1),
            0,
            _message(_toWord(stranger), 1),
            stranger,
            ""
        );
    }

    function test_RevertWhen_NativeCoinIsSent() public {
        vm.deal(stranger, 1);
        vm.prank(stranger);
        (bool success, ) = address(adapter).call{value: 1}("");
        assertFalse(success);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _assertRoute(LayerZeroAdapter made, UlnConfig memory uln) private view {
        address oapp = address(made);
        assertEq(places[0].endpoint.getSendLibrary(oapp, EIDS[1]), address(places[0].sender));
        assertFalse(places[0].endpoint.isDefaultSendLibrary(oapp, EIDS[1]));
        (address library_, bool isDefault) = places[0].endpoint.getReceiveLibrary(oapp, EIDS[1]);
        assertEq(library_, address(places[0].receiver));
        assertFalse(isDefault);
        (library_, ) = places[0].endpoint.receiveLibraryTimeout(oapp, EIDS[1]);
        assertEq(library_, address(0));
        assertEq(abi.encode(places[0].sender.getUlnConfig(oapp, EIDS[1])), abi.encode(_plain(uln)));
        assertEq(abi.encode(places[0].receiver.getUlnConfig(oapp, EIDS[1])), abi.encode(_plain(uln)));
        ExecutorConfig memory executor = places[0].sender.getExecutorConfig(oapp, EIDS[1]);
        assertEq(executor.executor, places[0].executor);
        assertEq(uint256(executor.maxMessageSize), MESSAGE_SIZE);
    }

    /// @dev As a library answers: no optional verifiers are a count of zero.
    function _plain(UlnConfig memory uln) private pure returns (UlnConfig memory) {
        uln.optionalDVNCount = 0;
        return uln;
    }

    function _refuses(ILayerZeroAdapter.Route[] memory routes, address owner, bytes memory reason) private {
        bytes memory arguments = abi.encode(token, places[0].endpoint, owner, routes);
        vm.expectRevert(reason);
        this.create(arguments);
    }

    /// @notice Creates an adapter from outside, so that its failure is that of a call.
    function create(bytes calldata arguments) external returns (address) {
        return deploy("LayerZeroAdapter.sol:LayerZeroAdapter", arguments);
    }

    function _refusesCall(address caller, bytes memory data) private {
        (bool success, bytes memory answer) = address(adapter).call(data);
        assertFalse(success);
        assertEq(answer, abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, caller));
    }
}
