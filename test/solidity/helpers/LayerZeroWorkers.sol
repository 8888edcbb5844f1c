// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @notice Verifiers and confirmations of one direction, as LayerZero's libraries take them (configuration type 2).
struct UlnConfig {
    uint64 confirmations;
    uint8 requiredDVNCount;
    uint8 optionalDVNCount;
    uint8 optionalDVNThreshold;
    address[] requiredDVNs;
    address[] optionalDVNs;
}

/// @notice The executor of one direction (configuration type 1).
struct ExecutorConfig {
    uint32 maxMessageSize;
    address executor;
}

/// @title IMessageLibrary
/// @notice What the tests call of LayerZero's SendUln302 and ReceiveUln302.
interface IMessageLibrary {
    struct DefaultUlnConfig {
        uint32 eid;
        UlnConfig config;
    }

    struct DefaultExecutorConfig {
        uint32 eid;
        ExecutorConfig config;
    }

    error LZ_ULN_Verifying();

    function setDefaultUlnConfigs(DefaultUlnConfig[] calldata params) external;
    function setDefaultExecutorConfigs(DefaultExecutorConfig[] calldata params) external;
    function setTreasury(address treasury) external;
    function getUlnConfig(address oapp, uint32 eid) external view returns (UlnConfig memory);
    function getExecutorConfig(address oapp, uint32 eid) external view returns (ExecutorConfig memory);
    function fees(address worker) external view returns (uint256);
    function verify(bytes calldata header, bytes32 payloadHash, uint64 confirmations) external;
    function commitVerification(bytes calldata header, bytes32 payloadHash) external;
}

/// @title IVerifier
/// @notice What the tests call of LayerZero's DVN.
interface IVerifier {
    struct DstConfigParam {
        uint32 dstEid;
        uint64 gas;
        uint16 multiplierBps;
        uint128 floorMarginUSD;
    }

    struct ExecuteParam {
        uint32 vid;
        address target;
        bytes callData;
        uint256 expiration;
        bytes signatures;
    }

    function setWorkerFeeLib(address library_) external;
    function setDstConfig(DstConfigParam[] calldata params) external;
    function execute(ExecuteParam[] calldata params) external;
    function hashCallData(
        uint32 vid,
        address target,
        bytes calldata callData,
        uint256 expiration
    ) external pure returns (bytes32);
}

/// @title IExecutorWorker
/// @notice What the tests call of LayerZero's Executor.
interface IExecutorWorker {
    struct DstConfigParam {
        uint32 dstEid;
        uint64 lzReceiveBaseGas;
        uint64 lzComposeBaseGas;
        uint16 multiplierBps;
        uint128 floorMarginUSD;
        uint128 nativeCap;
    }

    function initialize(
        address endpoint,
        address receiveUln301,
        address[] calldata messageLibs,
        address priceFeed,
        address roleAdmin,
        address[] calldata admins
    ) external;
    function setWorkerFeeLib(address library_) external;
    function setDstConfig(DstConfigParam[] calldata params) external;
}

/// @title IPriceFeed
/// @notice What the tests call of LayerZero's PriceFeed and Treasury.
interface IPriceFeed {
    struct Price {
        uint128 priceRatio;
        uint64 gasPriceInUnit;
        uint32 gasPerByte;
    }

    struct UpdatePrice {
        uint32 eid;
        Price price;
    }

    function initialize(address updater) external;
    function setPrice(UpdatePrice[] calldata prices) external;
    function setNativeFeeBP(uint256 basisPoints) external;
}
