// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {
    ILayerZeroEndpointV2,
    Origin
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {SetConfigParam} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/IMessageLibManager.sol";
import {
    ExecutorConfig,
    IExecutorWorker,
    IMessageLibrary,
    IPriceFeed,
    IVerifier,
    UlnConfig
} from "./LayerZeroWorkers.sol";
import {Test} from "./Test.sol";
import {Vm} from "./Vm.sol";

/// @title IEndpoint
/// @notice LayerZero's endpoint with what its owner may do and what anybody can read of it.
interface IEndpoint is ILayerZeroEndpointV2 {
    function delegates(address oapp) external view returns (address);
}

/// @title LayerZero
/// @notice LayerZero's own contracts on two chains of one process, from the builds that LayerZero publishes: endpoint,
/// message libraries, three verifiers, executor, price feed, treasury. What the workers would do, a test does by hand.
abstract contract LayerZero is Test {
    /// @dev LayerZero on one chain.
    struct Place {
        uint32 eid;
        IEndpoint endpoint;
        IMessageLibrary sender;
        IMessageLibrary receiver;
        address executor;
        IVerifier[3] verifiers; // by rising address
    }

    /// @dev A message as the endpoint has sent it.
    struct Packet {
        Origin origin;
        bytes header;
        bytes32 guid;
        bytes message;
    }

    string private constant BUILDS = "node_modules/@layerzerolabs/lz-evm-sdk-v2/artifacts/contracts/";
    uint32 internal constant VERIFIER_ID = 7;
    uint64 internal constant CONFIRMATIONS = 15;
    uint32 internal constant MESSAGE_SIZE = 10_000;
    uint32[2] internal EIDS = [30_102, 30_420];

    Place[2] internal places;
    uint256 internal verifierKey;
    address internal verifierSigner;

    // ------------------------------------------------------------------------------------------------ deployment

    /// @dev Both chains.
    function _deployLayerZero() internal {
        (verifierSigner, verifierKey) = makeAccount("verifier");
        bytes[10] memory code;
        code[0] = _build("EndpointV2.sol/EndpointV2");
        code[1] = _build("uln/uln302/SendUln302.sol/SendUln302");
        code[2] = _build("uln/uln302/ReceiveUln302.sol/ReceiveUln302");
        code[3] = _build("PriceFeed.sol/PriceFeed");
        code[4] = _build("Executor.sol/Executor");
        code[5] = _build("ExecutorFeeLib.sol/ExecutorFeeLib");
        code[6] = _build("uln/dvn/DVN.sol/DVN");
        code[7] = _build("uln/dvn/DVNFeeLib.sol/DVNFeeLib");
        code[8] = _build("Treasury.sol/Treasury");
        for (uint256 c = 0; c < 2; ++c) _deployPlace(places[c], EIDS[c], EIDS[1 - c], code);
    }

    function _deployPlace(Place storage place, uint32 eid, uint32 other, bytes[10] memory code) private {
        place.eid = eid;
        place.endpoint = IEndpoint(_create(code[0], abi.encode(eid, address(this))));
        bytes memory endpoint = abi.encode(place.endpoint);
        place.sender = IMessageLibrary(_create(code[1], abi.encode(place.endpoint, 200_000, 1 ether)));
        place.receiver = IMessageLibrary(_create(code[2], endpoint));
        IPriceFeed feed = IPriceFeed(_create(code[3], ""));
        feed.initialize(address(this));
        IPriceFeed.UpdatePrice[] memory prices = new IPriceFeed.UpdatePrice[](1);
        // The price feed knows chains by the ids of LayerZero V1.
        prices[0] = IPriceFeed.UpdatePrice(other % 30_000, IPriceFeed.Price(1e20, 1 gwei, 16));
        feed.setPrice(prices);
        _deployWorkers(place, other, address(feed), code);
        IPriceFeed treasury = IPriceFeed(_create(code[8], ""));
        treasury.setNativeFeeBP(1_000);
        place.sender.setTreasury(address(treasury));
        _setDefaults(place, other);
    }

    function _deployWorkers(Place storage place, uint32 other, address feed, bytes[10] memory code) private {
        address[] memory libraries = _one(address(place.sender));
        address[] memory admins = _one(address(this));
        IExecutorWorker executor = IExecutorWorker(_create(code[4], ""));
        executor.initialize(address(place.endpoint), address(0), libraries, feed, address(this), admins);
        executor.setWorkerFeeLib(_create(code[5], abi.encode(place.eid, 1 ether)));
        IExecutorWorker.DstConfigParam[] memory wages = new IExecutorWorker.DstConfigParam[](1);
        wages[0] = IExecutorWorker.DstConfigParam(other, 5_000, 0, 12_000, 0, 1 ether);
        executor.setDstConfig(wages);
        place.executor = address(executor);
        _deployVerifiers(place, other, feed, code);
    }

    function _deployVerifiers(Place storage place, uint32 other, address feed, bytes[10] memory code) private {
        bytes memory arguments = abi.encode(
            place.eid,
            VERIFIER_ID,
            _one(address(place.sender)),
            feed,
            _one(verifierSigner),
            uint64(1),
            _one(address(this))
        );
        address fees = _create(code[7], abi.encode(place.eid, 1 ether));
        IVerifier.DstConfigParam[] memory costs = new IVerifier.DstConfigParam[](1);
        costs[0] = IVerifier.DstConfigParam(other, 60_000, 12_000, 0);
        for (uint256 i = 0; i < 3; ++i) {
            IVerifier verifier = IVerifier(_create(code[6], arguments));
            verifier.setWorkerFeeLib(fees);
            verifier.setDstConfig(costs);
            _insert(place, verifier, i);
        }
    }

    function _insert(Place storage place, IVerifier verifier, uint256 at) private {
        while (at > 0 && verifier < place.verifiers[at - 1]) {
            place.verifiers[at] = place.verifiers[at - 1];
            --at;
        }
        place.verifiers[at] = verifier;
    }

    /// @dev LayerZero's defaults, which no route of the coin uses: one verifier, the third.
    function _setDefaults(Place storage place, uint32 other) private {
        UlnConfig memory config = UlnConfig(1, 1, 0, 0, _one(address(place.verifiers[2])), new address[](0));
        IMessageLibrary.DefaultUlnConfig[] memory defaults = new IMessageLibrary.DefaultUlnConfig[](1);
        defaults[0] = IMessageLibrary.DefaultUlnConfig(other, config);
        place.sender.setDefaultUlnConfigs(defaults);
        place.receiver.setDefaultUlnConfigs(defaults);
        IMessageLibrary.DefaultExecutorConfig[] memory executors = new IMessageLibrary.DefaultExecutorConfig[](1);
        executors[0] = IMessageLibrary.DefaultExecutorConfig(other, ExecutorConfig(MESSAGE_SIZE, place.executor));
        place.sender.setDefaultExecutorConfigs(executors);
        place.endpoint.registerLibrary(address(place.sender));
        place.endpoint.registerLibrary(address(place.receiver));
        place.endpoint.setDefaultSendLibrary(other, address(place.sender));
        place.endpoint.setDefaultReceiveLibrary(other, address(place.receiver), 0);
    }

    /// @dev What LayerZero can change at any time: another verifier and another executor for whoever relies on them.
    function _changeDefaults(uint256 c, uint32 other) internal {
        UlnConfig memory config = UlnConfig(9, 1, 0, 0, _one(address(places[c].verifiers[0])), new address[](0));
        IMessageLibrary.DefaultUlnConfig[] memory defaults = new IMessageLibrary.DefaultUlnConfig[](1);
        defaults[0] = IMessageLibrary.DefaultUlnConfig(other, config);
        places[c].sender.setDefaultUlnConfigs(defaults);
        places[c].receiver.setDefaultUlnConfigs(defaults);
        IMessageLibrary.DefaultExecutorConfig[] memory executors = new IMessageLibrary.DefaultExecutorConfig[](1);
        executors[0] = IMessageLibrary.DefaultExecutorConfig(other, ExecutorConfig(MESSAGE_SIZE, address(this)));
        places[c].sender.setDefaultExecutorConfigs(executors);
    }

    // ------------------------------------------------------------------------------------------------ configuration

    /// @dev The first `required` verifiers of a chain as required ones, and none that is optional.
    function _verifiedBy(uint256 c, uint8 required) internal view returns (UlnConfig memory) {
        address[] memory list = new address[](required);
        for (uint256 i = 0; i < required; ++i) list[i] = address(places[c].verifiers[i]);
        return UlnConfig(CONFIRMATIONS, required, 255, 0, list, new address[](0));
    }

    /// @dev Settings for the sending library of a chain.
    function _sendConfig(uint256 c, UlnConfig memory uln) internal view returns (SetConfigParam[] memory params) {
        uint32 other = EIDS[1 - c];
        params = new SetConfigParam[](2);
        params[0] = SetConfigParam(other, 1, abi.encode(ExecutorConfig(MESSAGE_SIZE, places[c].executor)));
        params[1] = SetConfigParam(other, 2, abi.encode(uln));
    }

    /// @dev Settings for the receiving library of a chain.
    function _receiveConfig(uint256 c, UlnConfig memory uln) internal view returns (SetConfigParam[] memory params) {
        params = new SetConfigParam[](1);
        params[0] = SetConfigParam(EIDS[1 - c], 2, abi.encode(uln));
    }

    /// @dev Options of type 3 that give the executor gas for `lzReceive`, and native coin to hand over.
    function _options(uint128 gas, uint128 value) internal pure returns (bytes memory) {
        return
            value == 0
                ? abi.encodePacked(uint16(3), uint8(1), uint16(17), uint8(1), gas)
                : abi.encodePacked(uint16(3), uint8(1), uint16(33), uint8(1), gas, value);
    }

    // ------------------------------------------------------------------------------------------------ workers

    /// @dev The message that was sent last since logs are recorded.
    function _lastPacket(Vm.Log[] memory logs) internal pure returns (Packet memory packet) {
        bytes memory encoded;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != ILayerZeroEndpointV2.PacketSent.selector) continue;
            (encoded, , ) = abi.decode(logs[i].data, (bytes, bytes, address));
        }
        packet.header = _slice(encoded, 0, 81);
        packet.guid = bytes32(_slice(encoded, 81, 32));
        packet.message = _slice(encoded, 113, encoded.length - 113);
        packet.origin.nonce = uint64(bytes8(_slice(encoded, 1, 8)));
        packet.origin.srcEid = uint32(bytes4(_slice(encoded, 9, 4)));
        packet.origin.sender = bytes32(_slice(encoded, 13, 32));
    }

    /// @dev A packet that no endpoint has sent, as a verifier would have to make it up.
    function _forge(
        Origin memory origin,
        uint32 dstEid,
        address to,
        bytes memory message
    ) internal pure returns (Packet memory packet) {
        bytes32 receiver = bytes32(uint256(uint160(to)));
        packet.origin = origin;
        packet.message = message;
        packet.header = abi.encodePacked(uint8(1), origin.nonce, origin.srcEid, origin.sender, dstEid, receiver);
        packet.guid = keccak256(abi.encodePacked(origin.nonce, origin.srcEid, origin.sender, dstEid, receiver));
    }

    /// @dev What one verifier of a chain does: its signer signs, its admin brings the signature to the library.
    function _verify(uint256 c, uint256 which, Packet memory packet) internal {
        IVerifier verifier = places[c].verifiers[which];
        IVerifier.ExecuteParam[] memory params = new IVerifier.ExecuteParam[](1);
        params[0].vid = VERIFIER_ID;
        params[0].target = address(places[c].receiver);
        params[0].callData = abi.encodeCall(
            IMessageLibrary.verify,
            (packet.header, _payloadHash(packet), CONFIRMATIONS)
        );
        params[0].expiration = type(uint64).max;
        bytes32 hash = verifier.hashCallData(VERIFIER_ID, params[0].target, params[0].callData, params[0].expiration);
        bytes32 digest = keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(verifierKey, digest);
        params[0].signatures = abi.encodePacked(r, s, v);
        verifier.execute(params);
    }

    /// @dev What anybody does once the verifiers are done.
    function _commit(uint256 c, Packet memory packet) internal {
        places[c].receiver.commitVerification(packet.header, _payloadHash(packet));
    }

    /// @dev Two required verifiers and the commit.
    function _verifyByBoth(uint256 c, Packet memory packet) internal {
        _verify(c, 0, packet);
        _verify(c, 1, packet);
        _commit(c, packet);
    }

    /// @dev What anybody does with a verified message.
    function _deliver(uint256 c, address to, Packet memory packet) internal {
        places[c].endpoint.lzReceive(packet.origin, to, packet.guid, packet.message, "");
    }

    function _payloadHash(Packet memory packet) internal pure returns (bytes32) {
        return keccak256(bytes.concat(packet.guid, packet.message));
    }

    // ------------------------------------------------------------------------------------------------ small things

    function _build(string memory name) internal view returns (bytes memory creation) {
        return vm.parseJsonBytes(vm.readFile(string.concat(BUILDS, name, ".json")), ".bytecode");
    }

    function _create(bytes memory creation, bytes memory arguments) internal returns (address deployed) {
        bytes memory code = bytes.concat(creation, arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        assertTrue(deployed != address(0), "LayerZero's contract was not created");
    }

    function _one(address account) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }

    function _slice(bytes memory data, uint256 from, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = data[from + i];
    }
}
