// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {SetConfigParam} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/IMessageLibManager.sol";
import {
    MessagingFee,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {IOFT, OFTReceipt, SendParam} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {IHeldCredits} from "./IHeldCredits.sol";

/// @title ILayerZeroAdapter
/// @notice What a holder calls to move the coin to another chain, and what the adapter adds to LayerZero's OFT. All amounts
/// are in smallest units of the token on this chain.
interface ILayerZeroAdapter is IOFT, IHeldCredits {
    /// @notice One direction in and one out: another chain, and how messages between it and this one are carried and verified.
    /// @param eid LayerZero's id of the other chain.
    /// @param peer The adapter there, with twelve zero bytes in front; zero as long as it is not known.
    /// @param sendLibrary LayerZero's library that sends there, never a default.
    /// @param receiveLibrary LayerZero's library that verifies what comes from there, never a default.
    /// @param sendConfig Settings of the sending library: executor (type 1) and verifiers (type 2).
    /// @param receiveConfig Settings of the receiving library: verifiers (type 2).
    /// @param enforcedOptions What every message carries for its executor, in LayerZero's options of type 3.
    struct Route {
        uint32 eid;
        bytes32 peer;
        address sendLibrary;
        address receiveLibrary;
        SetConfigParam[] sendConfig;
        SetConfigParam[] receiveConfig;
        bytes enforcedOptions;
    }

    /// @notice The amount cannot be carried whole. Nothing is ever rounded.
    /// @param amount The amount.
    /// @param unit What it has to be a multiple of.
    error AmountHasDust(uint256 amount, uint256 unit);

    /// @notice The receiver is zero, no address of twenty bytes with twelve zero bytes in front, or the other chain's adapter.
    /// @param receiver The receiver.
    error InvalidReceiver(bytes32 receiver);

    /// @notice The peer is no address of twenty bytes with twelve zero bytes in front.
    /// @param eid LayerZero's id of its chain.
    /// @param peer The peer.
    error InvalidPeer(uint32 eid, bytes32 peer);

    /// @notice A route leaves a library to LayerZero's default, which LayerZero can change.
    /// @param eid LayerZero's id of the other chain.
    error LibraryMissing(uint32 eid);

    /// @notice The message carries more than a receiver and an amount. Calls that follow a move are not supported.
    error ComposeNotSupported();

    /// @notice The message came with native coin, which the adapter has no use for. It can be delivered again without.
    /// @param value The native coin.
    error NativeCoinRefused(uint256 value);

    /// @notice The message's id is not the one that its path and number give.
    /// @param guid The id it came with.
    /// @param expected The id it should have.
    error MessageIdMismatch(bytes32 guid, bytes32 expected);

    /// @notice LayerZero's OFT has this function and the adapter does not offer it.
    error NotSupported();

    /// @notice Moves the caller's tokens to another chain, with a permit for exactly the amount in the same transaction.
    /// @dev A permit that fails does not matter as long as the allowance is there: somebody may have used it up before, which
    /// gives the same allowance. Fails as `send` does, or as the token's `permit`.
    /// @param sendParam What to move, and where to.
    /// @param fee What `quoteSend` has told; the native part is sent along.
    /// @param refundAddress Who gets back what the message costs less.
    /// @param deadline Unix time in seconds until which the permit can be used.
    /// @param signature The caller's permit for the adapter, as the token's `permit` takes it.
    /// @return msgReceipt The message: id, number and fee.
    /// @return oftReceipt What was burned here and will be minted there, which is the same.
    function sendWithPermit(
        SendParam calldata sendParam,
        MessagingFee calldata fee,
        address refundAddress,
        uint256 deadline,
        bytes calldata signature
    ) external payable returns (MessagingReceipt memory msgReceipt, OFTReceipt memory oftReceipt);
}
