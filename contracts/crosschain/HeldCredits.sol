// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IFreezing} from "../interfaces/IFreezing.sol";
import {IHeldCredits} from "../interfaces/IHeldCredits.sol";
import {ILedgerErrors} from "../interfaces/ILedgerErrors.sol";
import {IMinting} from "../interfaces/IMinting.sol";
import {BridgedToken} from "./BridgedToken.sol";

/// @title HeldCredits
/// @notice Keeps what has arrived for a receiver that cannot be credited. Holding mints nothing: only a claim or a taking
/// does, within the limits and caps of the bridge, and each id can be paid out once.
///
/// A bridge that is replaced keeps its role as long as it holds anything; without the role a claim fails and can be made
/// when the role is back.
abstract contract HeldCredits is IHeldCredits, BridgedToken {
    struct HeldCredit {
        address receiver;
        uint32 srcEid;
        uint256 amount; // zero where nothing is held
    }

    bytes32 private constant COMPLIANCE_ROLE = keccak256("COMPLIANCE_ROLE");
    uint256 private constant SEIZE = 1 << 5;

    mapping(bytes32 guid => HeldCredit credit) private credits;

    /// @inheritdoc IHeldCredits
    uint256 public heldTotal;

    /// @inheritdoc IHeldCredits
    /// @custom:access anyone
    function claim(bytes32 guid) external {
        (address receiver, uint256 amount) = _release(guid);
        TOKEN.crosschainMint(receiver, amount);
        emit HeldClaimed(guid, receiver, amount);
    }

    /// @inheritdoc IHeldCredits
    /// @custom:access COMPLIANCE_ROLE of the token
    function takeHeld(bytes32 guid, address to, bytes32 caseId) external {
        require(
            TOKEN.hasRole(COMPLIANCE_ROLE, msg.sender),
            IAccessControl.AccessControlUnauthorizedAccount(msg.sender, COMPLIANCE_ROLE)
        );
        require(TOKEN.pausedScopes() & SEIZE == 0, ILedgerErrors.EnforcedPause(SEIZE));
        require(caseId != 0, IFreezing.CaseIdMissing());
        _requireNotSelf(to);
        (address receiver, uint256 amount) = _release(guid);
        require(_isRefused(receiver), ILedgerErrors.AccountNotFrozen(receiver));
        TOKEN.crosschainMint(to, amount);
        emit HeldTaken(guid, receiver, to, amount, caseId);
    }

    /// @inheritdoc IHeldCredits
    function held(bytes32 guid) external view returns (address receiver, uint256 amount, uint32 srcEid) {
        HeldCredit storage credit = credits[guid];
        return (credit.receiver, credit.amount, credit.srcEid);
    }

    /// @dev Holds an amount, which is never nothing: that would look as if nothing were held. The caller makes sure that an id
    /// comes once.
    function _hold(bytes32 guid, uint32 srcEid, address receiver, uint256 amount) internal {
        require(amount != 0, IMinting.ZeroAmount());
        credits[guid] = HeldCredit({receiver: receiver, srcEid: srcEid, amount: amount});
        heldTotal += amount;
        emit CreditHeld(guid, srcEid, receiver, amount);
    }

    /// @dev Ends the holding of an amount, which the caller mints.
    function _release(bytes32 guid) private returns (address receiver, uint256 amount) {
        HeldCredit storage credit = credits[guid];
        (receiver, amount) = (credit.receiver, credit.amount);
        require(amount != 0, NotHeld(guid));
        delete credits[guid];
        heldTotal -= amount;
    }
}
