// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {
    MessagingFee,
    MessagingParams,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";

/// @title AnyEndpoint
/// @notice An endpoint that takes everything and remembers what it was given.
contract AnyEndpoint {
    uint32 public constant eid = 30_102;

    uint256 public messages;
    uint32 public dstEid;
    bytes32 public receiver;
    bytes32 public message;

    function send(MessagingParams calldata params, address) external payable returns (MessagingReceipt memory) {
        (dstEid, receiver, message) = (params.dstEid, params.receiver, keccak256(params.message));
        ++messages;
        return MessagingReceipt(0, 0, MessagingFee(0, 0));
    }

    function setDelegate(address) external {}
}
