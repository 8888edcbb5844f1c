// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Origin} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {MessagingFee, MessagingReceipt} from "@layerzerolabs/oapp-evm/contracts/oapp/OAppSender.sol";
import {EnforcedOptionParam} from "@layerzerolabs/oapp-evm/contracts/oapp/interfaces/IOAppOptionsType3.sol";
import {InboundPacket} from "@layerzerolabs/oapp-evm/contracts/precrime/interfaces/IOAppPreCrimeSimulator.sol";
import {OFTCore} from "@layerzerolabs/oft-evm/contracts/OFTCore.sol";
import {
    IOFT,
    OFTFeeDetail,
    OFTLimit,
    OFTReceipt,
    SendParam
} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {OFTMsgCodec} from "@layerzerolabs/oft-evm/contracts/libs/OFTMsgCodec.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ILayerZeroAdapter} from "../interfaces/ILayerZeroAdapter.sol";
import {IStablecoin} from "../interfaces/IStablecoin.sol";
import {BridgedToken} from "./BridgedToken.sol";
import {HeldCredits} from "./HeldCredits.sol";

/// @title LayerZeroAdapter
/// @notice Moves the coin between chains by LayerZero V2: burns here what the adapter of another chain mints there. It is a
/// bridge of the token (`BRIDGE_ROLE`), so the token's pause, freezes, limits, caps and books hold for every move.
///
/// - What leaves is burned from the caller's own tokens, within its allowance, and is a whole multiple of what every chain
///   can count; an amount that is not is refused.
/// - What arrives is minted in full, or held under the message's id where the receiver is frozen or can never be credited,
///   or refused. A refused message stays verified at LayerZero's endpoint, where anybody can deliver it again.
/// - The owner, which is LayerZero's delegate as well, is the timelock from the constructor on, and the constructor sets
///   everything that a route needs. Nobody else can change peers, libraries, verifiers or options.
/// - What LayerZero's OFT would allow besides is refused: calls that follow a move, message inspectors, simulated receipts,
///   fees in another token, and an ownership that is given up.
///
/// The decimals of the coin have to be the same on every chain, as they are by the token's rules: each end counts messages
/// in its own shared decimals.
contract LayerZeroAdapter is ILayerZeroAdapter, HeldCredits, OFTCore {
    using OFTMsgCodec for address;
    using OFTMsgCodec for bytes;
    using OFTMsgCodec for bytes32;

    bytes32 private constant BRIDGE_ROLE = keccak256("BRIDGE_ROLE");
    uint256 private constant CROSSCHAIN = 1 << 3;
    uint256 private constant MESSAGE_LENGTH = 40;
    uint256 private constant ADDRESS_BITS = 160;

    uint32 private immutable EID;

    /// @notice Creates the adapter with everything that its routes need, so that it has no first owner who could do else.
    /// @dev Fails with: `LibraryMissing`, `InvalidPeer`, `InvalidOptions`, `InvalidDelegate`, `OwnableInvalidOwner`, or as
    /// LayerZero's endpoint and libraries do. Emits `PeerSet` and `EnforcedOptionSet` for each route.
    /// @param coin The token, which has to give the adapter its `BRIDGE_ROLE` and limits.
    /// @param endpoint_ LayerZero's endpoint on this chain.
    /// @param owner_ The timelock.
    /// @param routes The other chains.
    constructor(
        IStablecoin coin,
        address endpoint_,
        address owner_,
        Route[] memory routes
    ) BridgedToken(coin) OFTCore(coin.decimals(), endpoint_, owner_) Ownable(owner_) {
        EID = endpoint.eid();
        for (uint256 i = 0; i < routes.length; ++i) _open(routes[i]);
    }

    // ------------------------------------------------------------------------------------------------ holders

    /// @inheritdoc ILayerZeroAdapter
    /// @custom:access the holder
    function sendWithPermit(
        SendParam calldata sendParam,
        MessagingFee calldata fee,
        address refundAddress,
        uint256 deadline,
        bytes calldata signature
    ) external payable returns (MessagingReceipt memory msgReceipt, OFTReceipt memory oftReceipt) {
        uint256 amount = sendParam.amountLD;
        try TOKEN.permit(msg.sender, address(this), amount, deadline, signature) {} catch (bytes memory reason) {
            if (TOKEN.allowance(msg.sender, address(this)) < amount) LowLevelCall.bubbleRevert(reason);
        }
        return _send(sendParam, fee, refundAddress);
    }

    /// @inheritdoc IOFT
    function quoteOFT(
        SendParam calldata sendParam
    )
        external
        view
        override(IOFT, OFTCore)
        returns (OFTLimit memory oftLimit, OFTFeeDetail[] memory oftFeeDetails, OFTReceipt memory oftReceipt)
    {
        uint256 amount = sendParam.amountLD;
        _debitView(amount, sendParam.minAmountLD, sendParam.dstEid);
        oftLimit = OFTLimit(decimalConversionRate, _sendable());
        oftFeeDetails = new OFTFeeDetail[](0);
        oftReceipt = OFTReceipt(amount, amount);
    }

    /// @inheritdoc IOFT
    function token() external view returns (address) {
        return address(TOKEN);
    }

    /// @inheritdoc IOFT
    function approvalRequired() external pure returns (bool) {
        return true;
    }

    /// @inheritdoc IOFT
    function sharedDecimals() public view override(IOFT, OFTCore) returns (uint8) {
        return SHARED_DECIMALS;
    }

    // ------------------------------------------------------------------------------------------------ owner

    /// @notice Hands the adapter to another owner, who becomes LayerZero's delegate as well.
    /// @dev Fails with `OwnableUnauthorizedAccount` or `OwnableInvalidOwner`. Emits `OwnershipTransferred`.
    /// @param newOwner The new owner.
    /// @custom:access the owner
    function transferOwnership(address newOwner) public override {
        super.transferOwnership(newOwner);
        endpoint.setDelegate(newOwner);
    }

    // ------------------------------------------------------------------------------------------------ not offered

    /// @notice Not offered: without an owner a lost verifier could never be replaced.
    /// @dev Fails with `NotSupported`.
    /// @custom:access nobody
    function renounceOwnership() public pure override {
        revert NotSupported();
    }

    /// @notice Not offered: a message has one form, so there is nothing to inspect.
    /// @dev Fails with `NotSupported`.
    /// @custom:access nobody
    function setMsgInspector(address) public pure override {
        revert NotSupported();
    }

    /// @notice Not offered: nothing is received but by the endpoint.
    /// @dev Fails with `NotSupported`.
    /// @custom:access nobody
    function setPreCrime(address) public pure override {
        revert NotSupported();
    }

    /// @notice Not offered: nothing is received but by the endpoint.
    /// @dev Fails with `NotSupported`.
    /// @custom:access nobody
    function lzReceiveAndRevert(InboundPacket[] calldata) public payable override {
        revert NotSupported();
    }

    /// @notice Not offered: nothing is received but by the endpoint.
    /// @dev Fails with `NotSupported`.
    /// @custom:access nobody
    function lzReceiveSimulate(
        Origin calldata,
        bytes32,
        bytes calldata,
        address,
        bytes calldata
    ) external payable override {
        revert NotSupported();
    }

    // ------------------------------------------------------------------------------------------------ sending

    /// @dev An amount with dust is refused, where LayerZero's OFT would round it down.
    function _debitView(
        uint256 amount,
        uint256 minimum,
        uint32 dstEid
    ) internal view override returns (uint256 sent, uint256 received) {
        require(amount == _removeDust(amount), AmountHasDust(amount, decimalConversionRate));
        return super._debitView(amount, minimum, dstEid);
    }

    /// @dev Burns the caller's tokens, within its allowance.
    function _debit(
        address from,
        uint256 amount,
        uint256 minimum,
        uint32 dstEid
    ) internal override returns (uint256 sent, uint256 received) {
        _debitView(amount, minimum, dstEid);
        TOKEN.crosschainBurn(from, amount);
        return (amount, amount);
    }

    /// @dev The message is a receiver and an amount, and nothing else. What the receiver's chain can never credit is refused
    /// here as far as it is known here.
    function _buildMsgAndOptions(
        SendParam calldata sendParam,
        uint256 amount
    ) internal view override returns (bytes memory message, bytes memory options) {
        require(sendParam.composeMsg.length == 0, ComposeNotSupported());
        bytes32 to = sendParam.to;
        require(to != 0 && _isAddress(to) && to != peers[sendParam.dstEid], InvalidReceiver(to));
        (message, ) = OFTMsgCodec.encode(to, _toSD(amount), "");
        options = combineOptions(sendParam.dstEid, SEND, sendParam.extraOptions);
    }

    /// @dev Fees are paid in the native coin only, so the adapter calls no token but the coin.
    function _payLzToken(uint256) internal pure override {
        revert NotSupported();
    }

    // ------------------------------------------------------------------------------------------------ receiving

    /// @dev Credits or holds. The endpoint delivers each number of a path once, and the id is bound to the number here, so
    /// that no set of verifiers can let a message come under the id of another.
    function _lzReceive(
        Origin calldata origin,
        bytes32 guid,
        bytes calldata message,
        address,
        bytes calldata
    ) internal override {
        require(msg.value == 0, NativeCoinRefused(msg.value));
        bytes32 expected = _idOf(origin);
        require(guid == expected, MessageIdMismatch(guid, expected));
        require(message.length == MESSAGE_LENGTH, ComposeNotSupported());
        require(_isAddress(message.sendTo()), InvalidReceiver(message.sendTo()));

        address to = message.sendTo().bytes32ToAddress();
        uint256 amount = _toLD(message.amountSD());
        if (_credit(to, amount, origin.srcEid) == 0) _hold(guid, origin.srcEid, to, amount);
        else emit OFTReceived(guid, origin.srcEid, to, amount);
    }

    /// @dev Mints to the receiver. The amount that comes back is zero where the token refuses this receiver; a message of
    /// nothing is refused by the token, and if not, when it would be held.
    function _credit(address to, uint256 amount, uint32) internal override returns (uint256 credited) {
        return _mintUnlessRefused(to, amount) ? amount : 0;
    }

    // ------------------------------------------------------------------------------------------------ wiring

    /// @dev A peer is an address of twenty bytes, or none.
    function _setPeer(uint32 eid, bytes32 peer) internal override {
        require(_isAddress(peer), InvalidPeer(eid, peer));
        super._setPeer(eid, peer);
    }

    /// @dev Sets up one route at the endpoint, as the application itself.
    function _open(Route memory route) private {
        uint32 eid = route.eid;
        require(route.sendLibrary != address(0) && route.receiveLibrary != address(0), LibraryMissing(eid));
        _setPeer(eid, route.peer);
        endpoint.setSendLibrary(address(this), eid, route.sendLibrary);
        endpoint.setReceiveLibrary(address(this), eid, route.receiveLibrary, 0);
        endpoint.setConfig(address(this), route.sendLibrary, route.sendConfig);
        endpoint.setConfig(address(this), route.receiveLibrary, route.receiveConfig);
        EnforcedOptionParam[] memory options = new EnforcedOptionParam[](1);
        options[0] = EnforcedOptionParam({eid: eid, msgType: SEND, options: route.enforcedOptions});
        _setEnforcedOptions(options);
    }

    /// @dev The most that can be sent in one message now, a multiple of the unit.
    function _sendable() private view returns (uint256) {
        if (TOKEN.pausedScopes() & CROSSCHAIN != 0) return 0;
        if (TOKEN.isFrozen(address(this)) || !TOKEN.hasRole(BRIDGE_ROLE, address(this))) return 0;
        (, , uint256 available) = TOKEN.bridgeLimits(address(this));
        return _removeDust(Math.min(available, _toLD(type(uint64).max)));
    }

    /// @dev The id that LayerZero gives a message: hash of its number and path.
    function _idOf(Origin calldata origin) private view returns (bytes32) {
        bytes32 receiver = address(this).addressToBytes32();
        return keccak256(abi.encodePacked(origin.nonce, origin.srcEid, origin.sender, EID, receiver));
    }

    /// @dev Whether a word is an address with twelve zero bytes in front.
    function _isAddress(bytes32 word) private pure returns (bool) {
        return uint256(word) >> ADDRESS_BITS == 0;
    }
}
