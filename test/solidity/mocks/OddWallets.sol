// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title RevertingWallet
/// @notice Answers each question about a signature with a revert.
contract RevertingWallet {
    error NoSignaturesHere();

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        revert NoSignaturesHere();
    }
}

/// @title ShortWallet
/// @notice Answers with ERC-1271's value in four bytes instead of a word.
contract ShortWallet {
    fallback() external {
        assembly ("memory-safe") {
            mstore(0, shl(224, 0x1626ba7e))
            return(0, 4)
        }
    }
}

/// @title BooleanWallet
/// @notice Answers `true`, as wallets did before ERC-1271 settled on its value.
contract BooleanWallet {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bool) {
        return true;
    }
}
