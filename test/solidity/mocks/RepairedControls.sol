// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC3009} from "../../../contracts/interfaces/IERC3009.sol";
import {IHolder} from "../../../contracts/interfaces/IHolder.sol";
import {IssuerControls} from "../../../contracts/issuer/IssuerControls.sol";
import {Authorizations} from "../../../contracts/token/Authorizations.sol";

/// @title RepairedControls
/// @notice What the issuer would deploy if a defect were found in the holder plane: the issuer's controls together with
/// every holder function that the switches can route here, one of them repaired.
///
/// The repair: a frozen account can no longer carry another's authorization to the chain.
/// The token itself has refused what is paused before a call arrives here.
contract RepairedControls is IssuerControls, Authorizations {
    /// @param name_ The token's name: the signing domain must stay what it was.
    constructor(string memory name_) Authorizations(name_) {}

    function transfer(address to, uint256 value) external returns (bool) {
        _transfer(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        _spendAllowance(from, msg.sender, value);
        _transfer(from, to, value);
        return true;
    }

    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        _permit(owner, spender, value, deadline, abi.encodePacked(r, s, v));
    }

    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes calldata signature
    ) external {
        _permit(owner, spender, value, deadline, signature);
    }

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        _requireNotFrozen(msg.sender); // the repair
        bytes32 digest = _authorizationDigest(TRANSFER_TYPEHASH, from, to, value, validAfter, validBefore, nonce);
        _requireAuthorized(from, digest, abi.encodePacked(r, s, v));
        _transfer(from, to, value);
    }

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        _requireNotFrozen(msg.sender); // the repair
        bytes32 digest = _authorizationDigest(TRANSFER_TYPEHASH, from, to, value, validAfter, validBefore, nonce);
        _requireAuthorized(from, digest, signature);
        _transfer(from, to, value);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        require(msg.sender == to, IERC3009.CallerMustBePayee(msg.sender, to));
        bytes32 digest = _authorizationDigest(RECEIVE_TYPEHASH, from, to, value, validAfter, validBefore, nonce);
        _requireAuthorized(from, digest, abi.encodePacked(r, s, v));
        _transfer(from, to, value);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        require(msg.sender == to, IERC3009.CallerMustBePayee(msg.sender, to));
        bytes32 digest = _authorizationDigest(RECEIVE_TYPEHASH, from, to, value, validAfter, validBefore, nonce);
        _requireAuthorized(from, digest, signature);
        _transfer(from, to, value);
    }

    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external {
        _requireAuthorized(authorizer, _cancellationDigest(authorizer, nonce), abi.encodePacked(r, s, v));
    }

    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        _requireAuthorized(authorizer, _cancellationDigest(authorizer, nonce), signature);
    }

    function controlsVersion() public pure override returns (uint64) {
        return 2;
    }

    function carriesHolderPlane() public pure override returns (bool) {
        return true;
    }

    function _permit(address owner, address spender, uint256 value, uint256 deadline, bytes memory signature) private {
        bytes32 digest = _permitDigest(owner, spender, value, deadline);
        (bool valid, address signer) = _isSignedBy(owner, digest, signature);
        require(valid, IHolder.ERC2612InvalidSigner(signer, owner));
        _approve(owner, spender, value);
    }

    function _requireAuthorized(address account, bytes32 digest, bytes memory signature) private view {
        (bool valid, ) = _isSignedBy(account, digest, signature);
        require(valid, IERC3009.AuthorizationInvalidSignature(account));
    }
}
