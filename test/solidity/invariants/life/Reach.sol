// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {GovernanceProperties} from "./properties/GovernanceProperties.sol";

/// @title Reach
/// @notice What the handler must reach: every function of the token (its whole ABI), of the attestations and of the
/// timelock that changes state. `test/tools/checks/fuzzing.test.ts` compares these lists with the ABI, so that no function is
/// added and not fuzzed, and the walk shows that each of them succeeded.
abstract contract Reach is GovernanceProperties {
    /// @notice What was never reached, by its signature; empty if all was.
    function unreached() external view returns (string memory missing) {
        missing = string.concat(
            _missing(address(token), _tokenFunctions()),
            _missing(address(attestations), _attestationFunctions()),
            _missing(timelock, _timelockFunctions())
        );
        // Only the constructor can have succeeded at it.
        bytes4 initialize = token.initialize.selector;
        bool tried = refused[address(token)][initialize] != 0 && succeeded[address(token)][initialize] == 0;
        if (!tried) missing = string.concat(missing, "initialize was not refused ");
    }

    function _missing(address target, string[] memory list) private view returns (string memory missing) {
        for (uint256 i = 0; i < list.length; ++i) {
            if (succeeded[target][bytes4(keccak256(bytes(list[i])))] == 0)
                missing = string.concat(missing, list[i], " ");
        }
    }

    function _tokenFunctions() private pure returns (string[] memory list) {
        list = new string[](48);
        list[0] = "acceptDefaultAdminTransfer()";
        list[1] = "approve(address,uint256)";
        list[2] = "beginDefaultAdminTransfer(address)";
        list[3] = "burn(uint256,bytes32)";
        list[4] = "cancelAuthorization(address,bytes32,bytes)";
        list[5] = "cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)";
        list[6] = "cancelDefaultAdminTransfer()";
        list[7] = "changeDefaultAdminDelay(uint48)";
        list[8] = "crosschainBurn(address,uint256)";
        list[9] = "crosschainMint(address,uint256)";
        list[10] = "freeze(address,bytes32)";
        list[11] = "freezeBatch(address[],bytes32)";
        list[12] = "grantRole(bytes32,address)";
        list[13] = "mint(address,uint256,bytes32)";
        list[14] = "pause(uint256)";
        list[15] = "permit(address,address,uint256,uint256,bytes)";
        list[16] = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";
        list[17] = "ratify(address,bytes32)";
        list[18] = "ratifyBatch(address[],bytes32)";
        list[19] = "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)";
        list[20] = "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)";
        list[21] = "renounceRole(bytes32,address)";
        list[22] = "rescue(address,address,uint256,bytes32)";
        list[23] = "retire(address)";
        list[24] = "revokeRole(bytes32,address)";
        list[25] = "rollbackDefaultAdminDelay()";
        list[26] = "seize(address,address,uint256,bytes32,bytes32)";
        list[27] = "seizeBatch(address[],address,uint256[],bytes32,bytes32[])";
        list[28] = "setBridgeLimits(address,(uint256,uint48,uint256,uint48,uint256))";
        list[29] = "setDelegated(bool)";
        list[30] = "setMinterLimit(address,uint256,uint48)";
        list[31] = "setReserveGate(address)";
        list[32] = "transfer(address,uint256)";
        list[33] = "transferFrom(address,address,uint256)";
        list[34] = "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)";
        list[35] = "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)";
        list[36] = "unfreeze(address,bytes32)";
        list[37] = "unfreezeBatch(address[],bytes32)";
        list[38] = "unpause(uint256)";
        list[39] = "upgradeToAndCall(address,bytes)";
        list[40] = "wipe(address,uint256,bytes32,bytes32)";
        list[41] = "wipeBatch(address[],uint256[],bytes32,bytes32[])";
        list[42] = "setGuardianLimit(address,uint256,uint48)";
        list[43] = "setInflowCap(uint256)";
        list[44] = "transferWithMemo(address,uint256,bytes32)";
        list[45] = "transferFromWithMemo(address,address,uint256,bytes32)";
        list[46] = "mintBatch(address[],uint256[],bytes32[])";
        list[47] =
            "transferWithAuthorizationBatch((address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)[])";
    }

    function _attestationFunctions() private pure returns (string[] memory list) {
        list = new string[](13);
        list[0] = "acceptDefaultAdminTransfer()";
        list[1] = "beginDefaultAdminTransfer(address)";
        list[2] = "cancelDefaultAdminTransfer()";
        list[3] = "changeDefaultAdminDelay(uint48)";
        list[4] = "closeWindow(uint64)";
        list[5] = "grantRole(bytes32,address)";
        string memory report =
            "(uint64,uint32,uint32,uint64,uint64,uint64,uint256,uint256,bytes32,(uint256,uint256)[])";
        list[6] = string.concat("proveEquivocation(", report, ",bytes[],", report, ",bytes[])");
        list[7] = "renounceRole(bytes32,address)";
        list[8] = "resolveHalt(uint64)";
        list[9] = "revokeRole(bytes32,address)";
        list[10] = "rollbackDefaultAdminDelay()";
        list[11] = "setAttestors(address[],uint256,bool)";
        list[12] = string.concat("submit(", report, ",bytes[])");
    }

    /// @dev `updateDelay` is only ever called by an operation, and seen in TLK02.
    function _timelockFunctions() private pure returns (string[] memory list) {
        list = new string[](5);
        list[0] = "cancel(bytes32)";
        list[1] = "execute(address,uint256,bytes,bytes32,bytes32)";
        list[2] = "executeBatch(address[],uint256[],bytes[],bytes32,bytes32)";
        list[3] = "schedule(address,uint256,bytes,bytes32,bytes32,uint256)";
        list[4] = "scheduleBatch(address[],uint256[],bytes[],bytes32,bytes32,uint256)";
    }
}
