// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAuthorizationBatch} from "../../../../../contracts/interfaces/IAuthorizationBatch.sol";
import {IERC3009} from "../../../../../contracts/interfaces/IERC3009.sol";
import {IHolder} from "../../../../../contracts/interfaces/IHolder.sol";
import {ComplianceActs} from "./ComplianceActs.sol";

/// @title SignatureActs
/// @notice Permits and authorizations in both forms, by keys and by a contract wallet; some signatures are of another
/// key, for another chain, of a nonce that is not next, too late, or with a high `s`.
abstract contract SignatureActs is ComplianceActs {
    struct Signature {
        uint8 v;
        bytes32 r;
        bytes32 s;
        address signer; // whom ECDSA recovers from it for the true digest, zero for nobody
        bool foreign; // made for another chain
    }

    struct Payment {
        bool receiving;
        address caller;
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    bytes4 private constant PERMIT_VRS = bytes4(
        keccak256("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)")
    );
    bytes4 private constant PERMIT_BYTES = bytes4(keccak256("permit(address,address,uint256,uint256,bytes)"));
    bytes4 private constant CANCEL_VRS = bytes4(
        keccak256("cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)")
    );
    bytes4 private constant CANCEL_BYTES = bytes4(keccak256("cancelAuthorization(address,bytes32,bytes)"));
    string private constant FIELDS =
        "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
    string private constant ARGUMENTS = "(address,address,uint256,uint256,uint256,bytes32,";

    /// @dev The key that signs for a holder; for the contract wallet that of its owner.
    mapping(address holder => uint256 key) internal keyOf;

    // ------------------------------------------------------------------------------------------------ permits

    function permitVrs(uint256 owner, uint256 spender, uint256 value, uint256 mode) external {
        _permit(_holder(owner), _holder(spender), _allowanceOf(value), mode, true);
    }

    function permitBytes(uint256 owner, uint256 spender, uint256 value, uint256 mode) external {
        _permit(_holder(owner), _holder(spender), _allowanceOf(value), mode, false);
    }

    function _permit(address owner, address spender, uint256 value, uint256 mode, bool vrs) private {
        uint256 deadline = mode % 16 == 7 ? block.timestamp - 1 : block.timestamp + (mode % 3);
        uint256 nonce = mode % 16 == 6 ? permits[owner] + 1 : permits[owner];
        bytes memory head = abi.encode(PERMIT_TYPEHASH, owner, spender, value);
        Signature memory sig = _sign(
            owner,
            bytes.concat(head, abi.encode(permits[owner], deadline)),
            bytes.concat(head, abi.encode(nonce, deadline)),
            mode
        );
        bytes memory data =
            vrs
                ? abi.encodeWithSelector(PERMIT_VRS, owner, spender, value, deadline, sig.v, sig.r, sig.s)
                : abi.encodeWithSelector(PERMIT_BYTES, owner, spender, value, deadline, _packed(sig, mode));
        Act memory act = _holderAct(_holder(mode >> 16), data, SIGNATURE);
        act.refusal = _ifPaused(SIGNATURE);
        if (act.refusal.length == 0 && deadline < block.timestamp) {
            act.refusal = abi.encodeWithSelector(IHolder.ERC2612ExpiredSignature.selector, deadline);
        }
        if (act.refusal.length == 0 && !_counts(owner, sig)) {
            act.refusal = abi.encodeWithSelector(IHolder.ERC2612InvalidSigner.selector, sig.signer, owner);
        }
        if (!_call(act)) return;
        _watchSignature(owner, sig);
        if (deadline < block.timestamp) _saw("AUT04");
        ++permits[owner];
        allowed[owner][spender] = value;
    }

    // ------------------------------------------------------------------------------------------------ payments

    function transferWithAuthorizationVrs(uint256 by, uint256 from, uint256 to, uint256 value, uint256 mode) external {
        _pay(_payment(false, by, from, to, value, mode), mode, true);
    }

    function transferWithAuthorizationBytes(
        uint256 by,
        uint256 from,
        uint256 to,
        uint256 value,
        uint256 mode
    ) external {
        _pay(_payment(false, by, from, to, value, mode), mode, false);
    }

    /// @notice A batch of one, sometimes with the same signed transfer a second time.
    function transferWithAuthorizationBatch(
        uint256 by,
        uint256 from,
        uint256 to,
        uint256 value,
        uint256 mode
    ) external {
        Payment memory paid = _payment(false, by, from, to, value, mode);
        bytes memory fields = abi.encode(paid.from, paid.to, paid.value, paid.validAfter, paid.validBefore, paid.nonce);
        bytes memory encoded = _struct("TransferWithAuthorization", fields);
        Signature memory sig = _sign(paid.from, encoded, encoded, mode);
        bool twice = (mode >> 16) % 4 == 0;
        Act memory act = _holderAct(paid.caller, _batchCall(paid, sig, twice), TRANSFER | SIGNATURE);
        bytes memory reason = _ifNotUsable(paid);
        if (reason.length == 0 && !_counts(paid.from, sig)) reason = _invalidSignature(paid.from);
        reason = _first(reason, _debit(paid.from, paid.value), _credit(paid.to));
        bytes memory failed = _batchFailure(0, reason);
        if (reason.length == 0 && twice) {
            bytes memory used = abi.encodeWithSelector(
                IERC3009.AuthorizationUsedOrCanceled.selector,
                paid.from,
                paid.nonce
            );
            failed = _batchFailure(1, used);
        }
        act.refusal = _first(_ifPaused(TRANSFER | SIGNATURE), failed);
        act.touched = [paid.from, paid.to, paid.to];
        if (!_call(act)) return;
        _watchSignature(paid.from, sig);
        if (spentNonce[paid.from][paid.nonce]) _saw("AUT02");
        spentNonce[paid.from][paid.nonce] = true;
        _move(paid.from, paid.to, paid.value);
    }

    function _batchFailure(uint256 index, bytes memory reason) private pure returns (bytes memory) {
        if (reason.length == 0) return "";
        return abi.encodeWithSelector(IAuthorizationBatch.AuthorizationBatchFailed.selector, index, reason);
    }

    function _batchCall(Payment memory paid, Signature memory sig, bool twice) private view returns (bytes memory) {
        IAuthorizationBatch.SignedTransfer[] memory batch = new IAuthorizationBatch.SignedTransfer[](twice ? 2 : 1);
        for (uint256 i = 0; i < batch.length; ++i) {
            batch[i] = IAuthorizationBatch.SignedTransfer({
                from: paid.from,
                to: paid.to,
                value: paid.value,
                validAfter: paid.validAfter,
                validBefore: paid.validBefore,
                nonce: paid.nonce,
                v: sig.v,
                r: sig.r,
                s: sig.s
            });
        }
        return abi.encodeCall(token.transferWithAuthorizationBatch, (batch));
    }

    function receiveWithAuthorizationVrs(uint256 by, uint256 from, uint256 to, uint256 value, uint256 mode) external {
        _pay(_payment(true, by, from, to, value, mode), mode, true);
    }

    function receiveWithAuthorizationBytes(uint256 by, uint256 from, uint256 to, uint256 value, uint256 mode) external {
        _pay(_payment(true, by, from, to, value, mode), mode, false);
    }

    function _payment(
        bool receiving,
        uint256 by,
        uint256 from,
        uint256 to,
        uint256 value,
        uint256 mode
    ) private view returns (Payment memory paid) {
        (paid.receiving, paid.from, paid.to) = (receiving, _holder(from), _receiver(to));
        paid.caller = receiving && by % 5 != 0 ? paid.to : _holder(by >> 8);
        paid.value = _near(balance[paid.from], value);
        paid.validAfter = mode % 16 == 8 ? block.timestamp : block.timestamp - 1;
        paid.validBefore = mode % 16 == 7 ? block.timestamp : block.timestamp + 1;
        paid.nonce = bytes32((mode >> 32) % REFERENCES);
    }

    function _pay(Payment memory paid, uint256 mode, bool vrs) private {
        string memory name = paid.receiving ? "ReceiveWithAuthorization" : "TransferWithAuthorization";
        // Sometimes signed for the other of the two functions: its type differs.
        string memory signedName = mode % 16 == 6 ? "CancelAuthorization" : name;
        bytes memory fields = abi.encode(paid.from, paid.to, paid.value, paid.validAfter, paid.validBefore, paid.nonce);
        Signature memory sig = _sign(paid.from, _struct(name, fields), _struct(signedName, fields), mode);
        Act memory act = _holderAct(
            paid.caller,
            _payCall(paid.receiving, fields, sig, mode, vrs),
            TRANSFER | SIGNATURE
        );
        act.refusal = _first(_ifPaused(TRANSFER | SIGNATURE), _ifNotPayee(paid), _ifNotUsable(paid));
        if (act.refusal.length == 0 && !_counts(paid.from, sig)) act.refusal = _invalidSignature(paid.from);
        act.refusal = _first(act.refusal, _debit(paid.from, paid.value), _credit(paid.to));
        act.touched = [paid.from, paid.to, paid.to];
        if (!_call(act)) return;
        _watchSignature(paid.from, sig);
        bool timely = paid.validAfter < block.timestamp && block.timestamp < paid.validBefore;
        if (!timely) _saw("AUT04");
        if (paid.receiving && paid.caller != paid.to) _saw("AUT05");
        if (spentNonce[paid.from][paid.nonce]) _saw("AUT02");
        spentNonce[paid.from][paid.nonce] = true;
        _move(paid.from, paid.to, paid.value);
    }

    function _struct(string memory name, bytes memory fields) private pure returns (bytes memory) {
        return bytes.concat(keccak256(bytes(string.concat(name, FIELDS))), fields);
    }

    function _payCall(
        bool receiving,
        bytes memory fields,
        Signature memory sig,
        uint256 mode,
        bool vrs
    ) private pure returns (bytes memory) {
        string memory name = receiving ? "receiveWithAuthorization" : "transferWithAuthorization";
        string memory signature = string.concat(name, ARGUMENTS, vrs ? "uint8,bytes32,bytes32)" : "bytes)");
        bytes memory head = bytes.concat(bytes4(keccak256(bytes(signature))), fields);
        if (vrs) return bytes.concat(head, abi.encode(sig.v, sig.r, sig.s));
        bytes memory packed = _packed(sig, mode);
        // The bytes stand behind the seven words of the head.
        return
            bytes.concat(
                head,
                abi.encode(uint256(7 * 32), packed.length),
                packed,
                new bytes((32 - (packed.length % 32)) % 32)
            );
    }

    function _ifNotPayee(Payment memory paid) private view returns (bytes memory) {
        if (paid.receiving && paid.caller != paid.to) {
            return abi.encodeWithSelector(IERC3009.CallerMustBePayee.selector, paid.caller, paid.to);
        }
        // What the repaired holder plane adds.
        return !paid.receiving && _repaired() ? _ifFrozen(paid.caller) : bytes("");
    }

    function _ifNotUsable(Payment memory paid) private view returns (bytes memory) {
        if (block.timestamp <= paid.validAfter) {
            return abi.encodeWithSelector(IERC3009.AuthorizationNotYetValid.selector, paid.validAfter);
        }
        if (block.timestamp >= paid.validBefore) {
            return abi.encodeWithSelector(IERC3009.AuthorizationExpired.selector, paid.validBefore);
        }
        return _ifSpent(paid.from, paid.nonce);
    }

    // ------------------------------------------------------------------------------------------------ cancellations

    function cancelAuthorizationVrs(uint256 by, uint256 who, uint256 nonce, uint256 mode) external {
        _cancel(_holder(by), _holder(who), bytes32(nonce % REFERENCES), mode, true);
    }

    function cancelAuthorizationBytes(uint256 by, uint256 who, uint256 nonce, uint256 mode) external {
        _cancel(_holder(by), _holder(who), bytes32(nonce % REFERENCES), mode, false);
    }

    function _cancel(address caller, address who, bytes32 nonce, uint256 mode, bool vrs) private {
        bytes32 typehash = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
        bytes memory encoded = abi.encode(typehash, who, nonce);
        Signature memory sig = _sign(who, encoded, encoded, mode);
        bytes memory data =
            vrs
                ? abi.encodeWithSelector(CANCEL_VRS, who, nonce, sig.v, sig.r, sig.s)
                : abi.encodeWithSelector(CANCEL_BYTES, who, nonce, _packed(sig, mode));
        Act memory act = _holderAct(caller, data, SIGNATURE);
        act.refusal = _first(_ifPaused(SIGNATURE), _ifSpent(who, nonce));
        if (act.refusal.length == 0 && !_counts(who, sig)) act.refusal = _invalidSignature(who);
        if (!_call(act)) return;
        _watchSignature(who, sig);
        spentNonce[who][nonce] = true;
    }

    // ------------------------------------------------------------------------------------------------ shared

    /// @dev Signs `encoded` as the mode says, and finds out whom that signature shows for the `true_` content.
    function _sign(
        address owner,
        bytes memory true_,
        bytes memory encoded,
        uint256 mode
    ) private view returns (Signature memory sig) {
        uint256 kind = mode % 16;
        sig.foreign = kind == 5;
        bytes32 separator = _separator(sig.foreign ? OTHER_CHAIN : block.chainid);
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", separator, keccak256(encoded)));
        uint256 key = kind == 4 ? strangerKey : keyOf[owner];
        (sig.v, sig.r, sig.s) = kind == 3 ? _highS(key, digest) : vm.sign(key, digest);
        if (kind != 3) sig.signer = ecrecover(_typed(true_), sig.v, sig.r, sig.s);
    }

    function _packed(Signature memory sig, uint256 mode) private pure returns (bytes memory) {
        bool compact = (mode >> 8) % 2 == 0 && uint256(sig.s) >> 255 == 0;
        if (compact) return abi.encodePacked(sig.r, uint256(sig.s) | (uint256(sig.v - 27) << 255));
        return abi.encodePacked(sig.r, sig.s, sig.v);
    }

    function _counts(address owner, Signature memory sig) private view returns (bool) {
        return sig.signer != address(0) && sig.signer == vm.addr(keyOf[owner]);
    }

    function _watchSignature(address owner, Signature memory sig) private {
        if (!_counts(owner, sig)) _saw("AUT03");
        if (sig.foreign) _saw("AUT06");
        if (scopes & SIGNATURE != 0) _saw("PAU03");
    }

    function _ifSpent(address who, bytes32 nonce) private view returns (bytes memory) {
        if (!spentNonce[who][nonce]) return "";
        return abi.encodeWithSelector(IERC3009.AuthorizationUsedOrCanceled.selector, who, nonce);
    }

    function _invalidSignature(address who) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IERC3009.AuthorizationInvalidSignature.selector, who);
    }

    function _allowanceOf(uint256 seed) private pure returns (uint256) {
        return seed % 4 == 0 ? type(uint256).max : (seed >> 8) % 50_000;
    }

    /// @dev Whether holder functions run in the repaired implementation.
    function _repaired() internal view virtual returns (bool);
}
