// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IAuthorizationBatch} from "./IAuthorizationBatch.sol";
import {IERC3009} from "./IERC3009.sol";
import {ILedgerErrors} from "./ILedgerErrors.sol";
import {IMemo} from "./IMemo.sol";

/// @title What a holder of the stablecoin does
/// @notice ERC-20 with memos, EIP-2612, EIP-3009 and ERC-5267, executed by the token itself: these rules do not change
/// when the issuer's controls are upgraded. All amounts are in smallest units (`decimals()`).
interface IHolder is ILedgerErrors, IERC20Metadata, IERC20Permit, IERC5267, IERC3009, IAuthorizationBatch, IMemo {
    /// @notice The permit's deadline has passed.
    /// @param deadline Unix time in seconds of the deadline.
    error ERC2612ExpiredSignature(uint256 deadline);

    /// @notice The signature is neither the owner's ECDSA signature nor accepted by its ERC-1271 code.
    /// @param signer The account recovered from the signature, zero if none.
    /// @param owner The account whose signature was expected.
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice `permit` with the signature as bytes.
    /// @dev Source: ERC-7597. Reverts with `ERC2612ExpiredSignature`, `ERC2612InvalidSigner`, `EnforcedPause`,
    /// `ERC20InvalidApprover` or `ERC20InvalidSpender`.
    /// @param owner The account that grants the allowance and signed.
    /// @param spender The account that may spend.
    /// @param value The allowance in smallest units; `type(uint256).max` is never decremented.
    /// @param deadline Unix time in seconds after which the signature is void.
    /// @param signature ECDSA (65 bytes or ERC-2098's 64) or ERC-1271 signature.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    /// @notice The fiat currency the token is pegged to.
    /// @dev Source: TIP-20.
    /// @return Its ISO 4217 code, such as `KGS`.
    function currency() external view returns (string memory);

    /// @notice Whether an account can neither send, receive nor spend now.
    /// @param account The account.
    /// @return True while the freeze lasts.
    function isFrozen(address account) external view returns (bool);
}
