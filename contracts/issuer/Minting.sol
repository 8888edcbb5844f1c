// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {IMinting} from "../interfaces/IMinting.sol";
import {ISeizing} from "../interfaces/ISeizing.sol";
import {IReserveGate} from "../interfaces/IReserveGate.sol";
import {Ledger} from "../token/Ledger.sol";
import {Limits} from "./Limits.sol";
import {References} from "./References.sol";
import {Roles} from "./Roles.sol";

/// @title Minting
/// @notice Issuance, and its end. A mint must pass all of: role, pause, retirement, an unused deposit reference, the
/// minter's refilling limit, the headroom of the open issuance window, and the attested reserves. No role, the default
/// admin included, can mint without an open window.
abstract contract Minting is IMinting, Roles, Ledger {
    using Limits for RateLimiter.RefillingBucket;
    using References for mapping(bytes32 ref => uint256);

    /// @custom:storage-location erc7201:stablecoin.storage.Minting
    struct MintingStorage {
        IReserveGate gate;
        bool retired;
        uint64 sequence;
        uint256 minted;
        address successor;
        mapping(bytes32 depositRef => uint256) deposits;
        mapping(address minter => RateLimiter.RefillingBucket) limits;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Minting")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant MINTING_STORAGE = 0x62958fb21d8ed9a875e746157b19422b812aedde97fc2c64c6ccd50b60964b00;

    /// @inheritdoc IMinting
    /// @custom:access MINTER_ROLE
    function mint(address to, uint256 amount, bytes32 depositRef) external onlyRole(MINTER_ROLE) {
        _requireNotPaused(MINT);
        require(amount != 0, ZeroAmount());
        MintingStorage storage $ = _minting();
        $.deposits.consume(depositRef);
        _spend($, amount);
        _issue(to, amount);
        emit Minted(msg.sender, to, amount, depositRef);
    }

    /// @inheritdoc IMinting
    /// @custom:access MINTER_ROLE
    function mintBatch(
        address[] calldata receivers,
        uint256[] calldata amounts,
        bytes32[] calldata depositRefs
    ) external onlyRole(MINTER_ROLE) {
        require(receivers.length == amounts.length, ISeizing.LengthMismatch(receivers.length, amounts.length));
        require(receivers.length == depositRefs.length, ISeizing.LengthMismatch(receivers.length, depositRefs.length));
        _requireNotPaused(MINT);
        uint256 total = 0;
        for (uint256 i = 0; i < amounts.length; ++i) total = Math.saturatingAdd(total, amounts[i]);
        MintingStorage storage $ = _minting();
        _spend($, total);
        _enlarge(total);
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = amounts[i];
            require(amount != 0, ZeroAmount());
            $.deposits.consume(depositRefs[i]);
            _place(receivers[i], amount);
            emit Minted(msg.sender, receivers[i], amount, depositRefs[i]);
        }
    }

    /// @inheritdoc IMinting
    /// @custom:access LIMITER_ROLE; COUNCIL_ROLE to set it to zero
    function setMinterLimit(address minter, uint256 capacity, uint48 window) external {
        _requireLimiter(capacity == 0 && window == 0);
        _minting().limits[minter].set(capacity, window);
        emit MinterLimitSet(minter, capacity, window);
    }

    /// @inheritdoc IMinting
    /// @custom:access DEFAULT_ADMIN_ROLE
    function setReserveGate(IReserveGate gate) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setReserveGate(gate, IERC20Metadata(address(this)).decimals());
    }

    /// @inheritdoc IMinting
    /// @custom:access DEFAULT_ADMIN_ROLE
    function retire(address newSuccessor) external onlyRole(DEFAULT_ADMIN_ROLE) {
        MintingStorage storage $ = _minting();
        require(!$.retired, IssuanceRetired());
        $.retired = true;
        $.successor = newSuccessor;
        emit Retired(newSuccessor);
    }

    /// @inheritdoc IMinting
    function minterLimit(address minter) external view returns (uint256 capacity, uint48 window, uint256 available) {
        RateLimiter.RefillingBucket storage limit = _minting().limits[minter];
        (capacity, window) = limit.settings();
        available = limit.available();
    }

    /// @inheritdoc IMinting
    function mintedInWindow() external view returns (uint64 sequence, uint256 minted) {
        MintingStorage storage $ = _minting();
        return ($.sequence, $.minted);
    }

    /// @inheritdoc IMinting
    function headroom() external view returns (uint256) {
        MintingStorage storage $ = _minting();
        if ($.retired || _switches() & MINT != 0 || address($.gate) == address(0)) return 0;
        try $.gate.issuanceWindow() returns (uint64 sequence, uint256 mintable, uint256 reserves) {
            if (sequence < $.sequence) return 0;
            if (sequence != $.sequence) {
                try $.gate.requireOutstanding(sequence, _supply()) {} catch {
                    return 0;
                }
            }
            uint256 left = Math.saturatingSub(mintable, sequence == $.sequence ? $.minted : 0);
            return Math.min(left, Math.saturatingSub(reserves, _supply()));
        } catch {
            return 0;
        }
    }

    /// @inheritdoc IMinting
    function isDepositUsed(bytes32 depositRef) external view returns (bool) {
        return _minting().deposits.isUsed(depositRef);
    }

    /// @inheritdoc IMinting
    function reserveGate() external view returns (IReserveGate) {
        return _minting().gate;
    }

    /// @inheritdoc IMinting
    function retired() external view returns (bool) {
        return _minting().retired;
    }

    /// @inheritdoc IMinting
    function successor() external view returns (address) {
        return _minting().successor;
    }

    /// @dev Sets the gate after comparing its decimals with the token's.
    function _setReserveGate(IReserveGate gate, uint8 tokenDecimals) internal {
        if (address(gate) != address(0)) {
            uint8 gateDecimals = gate.decimals();
            require(gateDecimals == tokenDecimals, DecimalsMismatch(gateDecimals, tokenDecimals));
        }
        _minting().gate = gate;
        emit ReserveGateSet(address(gate));
    }

    /// @dev Spends the caller's limit and headroom of the open window.
    function _spend(MintingStorage storage $, uint256 amount) private {
        RateLimiter.RefillingBucket storage limit = $.limits[msg.sender];
        if (!limit.tryConsume(amount)) revert MintLimitExceeded(msg.sender, amount, limit.available());
        _consumeWindow($, amount);
    }

    /// @dev Spends headroom of the open window. The count starts again with each later report and never with the same one,
    /// also when the gate is replaced, since sequences may not go back.
    function _consumeWindow(MintingStorage storage $, uint256 amount) private {
        IReserveGate gate = $.gate;
        uint64 used = $.sequence;
        require(!$.retired, IssuanceRetired());
        require(address(gate) != address(0), ReserveGateMissing());
        (uint64 sequence, uint256 mintable, uint256 reserves) = gate.issuanceWindow();
        require(sequence >= used, SequenceWentBack(sequence, used));

        uint256 minted = $.minted;
        if (sequence != used) {
            minted = 0;
            gate.requireOutstanding(sequence, _supply());
            $.sequence = sequence;
        }
        uint256 left = Math.saturatingSub(mintable, minted);
        require(amount <= left, IssuanceWindowExceeded(sequence, amount, left));
        uint256 supply = Math.saturatingAdd(_supply(), amount);
        require(supply <= reserves, ReservesExceeded(supply, reserves));

        $.minted = minted + amount;
    }

    function _minting() private pure returns (MintingStorage storage $) {
        assembly ("memory-safe") {
            $.slot := MINTING_STORAGE
        }
    }
}
