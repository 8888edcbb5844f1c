// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAuthorizationBatch} from "../../../contracts/interfaces/IAuthorizationBatch.sol";
import {IERC3009} from "../../../contracts/interfaces/IERC3009.sol";
import {IHolder} from "../../../contracts/interfaces/IHolder.sol";
import {Signing} from "../helpers/Signing.sol";

/// @title SignatureMatrixTest
/// @notice Every act by signature in every form it takes, in the token's own code and on the repair path: what was signed
/// for another act, for another chain, or for a time that is over does not count. `test/behaviors` does the same on both
/// chains for every kind of account, from the ABI.
contract SignatureMatrixTest is Signing {
    enum Act {
        Permit,
        Transfer,
        Receive,
        Cancel
    }

    enum Form {
        Parts,
        Packed,
        Compact,
        Batched
    }

    struct Parts {
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    bytes32 private constant NONCE = keccak256("nonce");
    uint256 private constant AMOUNT = 30;

    uint256 private begin;
    uint256 private end;

    function setUp() public override {
        super.setUp();
        _issue(holder, 100);
        end = block.timestamp + 1 hours;
    }

    function test_EveryFormOfEveryActCounts() public {
        _onBothPlanes(this.counts);
    }

    /// @dev External, to be handed to `_onBothPlanes`.
    function counts(Act act, Form form) external {
        _call(act, form, _sign(act, end), end);
        assertEq(token.balanceOf(bob), act == Act.Transfer || act == Act.Receive ? AMOUNT : 0);
        assertEq(token.allowance(holder, bob), act == Act.Permit ? AMOUNT : 0);
        assertEq(token.authorizationState(holder, NONCE), act != Act.Permit);
    }

    function test_RevertWhen_SignedForAnotherAct() public {
        _onBothPlanes(this.refusesOtherActs);
    }

    function refusesOtherActs(Act act, Form form) external {
        for (uint256 other = 0; other < 4; ++other) {
            if (Act(other) == act) continue;
            _expectRefusal(act, form, _sign(Act(other), end));
            _call(act, form, _sign(Act(other), end), end);
        }
    }

    function test_RevertWhen_SignedForAnotherChain() public {
        _onBothPlanes(this.refusesOtherChains);
    }

    function refusesOtherChains(Act act, Form form) external {
        Parts memory foreign = _signUnder(_separator(block.chainid + 1), act, end);
        _expectRefusal(act, form, foreign);
        _call(act, form, foreign, end);
    }

    /// @dev Zero is a time like any other, and over.
    function test_RevertWhen_TheTimeIsOver() public {
        _onBothPlanes(this.refusesWhatIsOver);
    }

    function refusesWhatIsOver(Act act, Form form) external {
        if (act == Act.Cancel) return; // a cancellation has no end
        uint256[3] memory ends = [uint256(0), 1, block.timestamp - 1];
        for (uint256 i = 0; i < 3; ++i) {
            bytes4 error =
                act == Act.Permit ? IHolder.ERC2612ExpiredSignature.selector : IERC3009.AuthorizationExpired.selector;
            _expectIn(form, abi.encodeWithSelector(error, ends[i]));
            _call(act, form, _sign(act, ends[i]), ends[i]);
        }
    }

    /// @dev Nor does "not before the end of time" stand for "at any time".
    function test_RevertWhen_TheTimeHasNotBegun() public {
        _onBothPlanes(this.refusesWhatHasNotBegun);
    }

    function refusesWhatHasNotBegun(Act act, Form form) external {
        if (act == Act.Permit || act == Act.Cancel) return; // they have no beginning
        uint256[3] memory begins = [block.timestamp, block.timestamp + 1, type(uint256).max];
        for (uint256 i = 0; i < 3; ++i) {
            begin = begins[i];
            _expectIn(form, abi.encodeWithSelector(IERC3009.AuthorizationNotYetValid.selector, begin));
            _call(act, form, _sign(act, end), end);
        }
    }

    function test_RevertWhen_ItCountedBefore() public {
        _onBothPlanes(this.refusesASecondTime);
    }

    function refusesASecondTime(Act act, Form form) external {
        Parts memory parts = _sign(act, end);
        _call(act, form, parts, end);
        if (act == Act.Permit) {
            address shown = ecrecover(_permitDigest(1), parts.v, parts.r, parts.s);
            vm.expectRevert(abi.encodeWithSelector(IHolder.ERC2612InvalidSigner.selector, shown, holder));
        } else {
            _expectIn(form, abi.encodeWithSelector(IERC3009.AuthorizationUsedOrCanceled.selector, holder, NONCE));
        }
        _call(act, form, parts, end);
    }

    function test_RevertWhen_TheHolderHasTooLittle() public {
        _onBothPlanes(this.refusesMoreThanIsHeld);
    }

    function refusesMoreThanIsHeld(Act act, Form form) external {
        if (act == Act.Permit || act == Act.Cancel) return; // they move nothing
        vm.prank(holder);
        token.transfer(carol, 71);
        _expectIn(form, _insufficientBalance(holder, 29, AMOUNT));
        _call(act, form, _sign(act, end), end);
    }

    /// @dev After a fork the domain is told and used with the new chain id.
    function test_TheDomainFollowsTheChainId() public {
        vm.chainId(block.chainid + 1);
        (, , , uint256 chainId, address verifyingContract, , ) = token.eip712Domain();
        assertEq(chainId, block.chainid);
        assertEq(verifyingContract, address(token));
        assertEq(token.DOMAIN_SEPARATOR(), _separator(block.chainid));
        _call(Act.Permit, Form.Parts, _sign(Act.Permit, end), end);
        assertEq(token.allowance(holder, bob), AMOUNT);
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev Runs a check for each act in each form it takes, first natively and then on the repair path, each from the start.
    function _onBothPlanes(function(Act, Form) external check) private {
        for (uint256 plane = 0; plane < 2; ++plane) {
            for (uint256 act = 0; act < 4; ++act) {
                for (uint256 form = 0; form < 4; ++form) {
                    if (Form(form) == Form.Batched && Act(act) != Act.Transfer) continue;
                    uint256 start = vm.snapshotState();
                    if (plane == 1) _repair();
                    check(Act(act), Form(form));
                    assertTrue(vm.revertToState(start));
                }
            }
        }
    }

    function _repair() private {
        address repair = deploy(
            "HolderRepair.sol:HolderRepair",
            abi.encode(NAME, SYMBOL, CURRENCY, DECIMALS, controls, uint64(2))
        );
        vm.startPrank(timelock);
        token.upgradeToAndCall(repair, "");
        token.setDelegated(true);
        vm.stopPrank();
    }

    function _sign(Act act, uint256 until) private view returns (Parts memory) {
        return _signUnder(_separator(block.chainid), act, until);
    }

    function _signUnder(bytes32 separator, Act act, uint256 until) private view returns (Parts memory parts) {
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", separator, _structHash(act, until)));
        (parts.v, parts.r, parts.s) = vm.sign(holderKey, digest);
    }

    function _structHash(Act act, uint256 until) private view returns (bytes32) {
        if (act == Act.Permit) return keccak256(_permit(0, until));
        if (act == Act.Cancel) {
            bytes32 cancel = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
            return keccak256(abi.encode(cancel, holder, NONCE));
        }
        string memory fields =
            "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
        string memory name = act == Act.Transfer ? "TransferWithAuthorization" : "ReceiveWithAuthorization";
        bytes32 typehash = keccak256(bytes(string.concat(name, fields)));
        return keccak256(abi.encode(typehash, holder, bob, AMOUNT, begin, until, NONCE));
    }

    function _permit(uint256 nonce, uint256 until) private view returns (bytes memory) {
        return abi.encode(PERMIT_TYPEHASH, holder, bob, AMOUNT, nonce, until);
    }

    function _permitDigest(uint256 nonce) private view returns (bytes32) {
        return _typed(_permit(nonce, end));
    }

    function _call(Act act, Form form, Parts memory parts, uint256 until) private {
        if (act == Act.Receive) vm.prank(bob);
        if (form == Form.Batched) {
            token.transferWithAuthorizationBatch(_batch(parts, until));
        } else if (form == Form.Parts) {
            _callWithParts(act, parts.v, parts.r, parts.s, until);
        } else {
            bytes32 vs = bytes32(uint256(parts.s) | (uint256(parts.v - 27) << 255));
            bool compact = form == Form.Compact;
            bytes memory whole = abi.encodePacked(parts.r, parts.s, parts.v);
            _callWithBytes(act, compact ? abi.encodePacked(parts.r, vs) : whole, until);
        }
    }

    function _callWithParts(Act act, uint8 v, bytes32 r, bytes32 s, uint256 until) private {
        if (act == Act.Permit) token.permit(holder, bob, AMOUNT, until, v, r, s);
        if (act == Act.Cancel) token.cancelAuthorization(holder, NONCE, v, r, s);
        if (act == Act.Transfer) token.transferWithAuthorization(holder, bob, AMOUNT, begin, until, NONCE, v, r, s);
        if (act == Act.Receive) token.receiveWithAuthorization(holder, bob, AMOUNT, begin, until, NONCE, v, r, s);
    }

    function _callWithBytes(Act act, bytes memory signature, uint256 until) private {
        if (act == Act.Permit) token.permit(holder, bob, AMOUNT, until, signature);
        if (act == Act.Cancel) token.cancelAuthorization(holder, NONCE, signature);
        if (act == Act.Transfer) token.transferWithAuthorization(holder, bob, AMOUNT, begin, until, NONCE, signature);
        if (act == Act.Receive) token.receiveWithAuthorization(holder, bob, AMOUNT, begin, until, NONCE, signature);
    }

    function _batch(
        Parts memory parts,
        uint256 until
    ) private view returns (IAuthorizationBatch.SignedTransfer[] memory batch) {
        batch = new IAuthorizationBatch.SignedTransfer[](1);
        batch[0] = IAuthorizationBatch.SignedTransfer({
            from: holder,
            to: bob,
            value: AMOUNT,
            validAfter: begin,
            validBefore: until,
            nonce: NONCE,
            v: parts.v,
            r: parts.r,
            s: parts.s
        });
    }

    /// @dev A permit that is refused names whom ECDSA shows for what had to be signed.
    function _expectRefusal(Act act, Form form, Parts memory parts) private {
        if (act == Act.Permit) {
            address shown = ecrecover(_permitDigest(0), parts.v, parts.r, parts.s);
            _expectIn(form, abi.encodeWithSelector(IHolder.ERC2612InvalidSigner.selector, shown, holder));
        } else {
            _expectIn(form, abi.encodeWithSelector(IERC3009.AuthorizationInvalidSignature.selector, holder));
        }
    }

    function _expectIn(Form form, bytes memory reason) private {
        bytes memory batched = abi.encodeWithSelector(IAuthorizationBatch.AuthorizationBatchFailed.selector, 0, reason);
        vm.expectRevert(form == Form.Batched ? batched : reason);
    }
}
