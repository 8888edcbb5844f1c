// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IssuerProof} from "./IssuerProof.sol";

/// @title SupplyProof
/// @notice What creates, destroys or takes tokens, for all callers, accounts, amounts, times and states.
contract SupplyProof is IssuerProof {
    uint256 private constant MINT = 2;
    uint256 private constant BURN = 4;
    uint256 private constant CROSSCHAIN = 8;
    uint256 private constant SEIZE = 32;

    /// @notice A mint gives exactly the amount to the recipient and adds it to the supply, which stays within 216 bits; no
    /// freeze and no third account changes. The recipient is not frozen, not zero, not the token, and minting not paused.
    function check_PSUP01_mintAddsExactly(
        address minter,
        address to,
        address other,
        uint256 amount,
        bytes32 depositRef
    ) external {
        _anyTime();
        _anyAnswer();
        _anyLimit(_minterLimit(minter));
        Books memory books = _before(to, to, other);
        if (!_call(minter, abi.encodeCall(token.mint, (to, amount, depositRef)))) return;
        witness();
        _assertIssued(books, to, amount);
        assert(books.switches & MINT == 0);
    }

    /// @notice A mint by a bridge gives exactly the amount to the recipient and adds it to the supply, as any mint does.
    /// Neither bridge nor recipient is frozen, and crosschain movements are not paused.
    function check_PSUP02_crosschainMintAddsExactly(
        address bridge,
        address to,
        address other,
        uint256 amount
    ) external {
        _anyTime();
        _anyLimit(_bridgeLimit(bridge, 0));
        _anyInflow(bridge);
        Books memory books = _before(to, to, other);
        if (!_call(bridge, abi.encodeCall(token.crosschainMint, (to, amount)))) return;
        witness();
        _assertIssued(books, to, amount);
        assert(books.switches & CROSSCHAIN == 0);
        assert(!_isFrozen(_word(bridge)));
    }

    /// @notice A redemption takes exactly the amount from the burner's own balance and from the supply. The burner is not
    /// frozen, and burning is not paused.
    function check_PSUP03_burnRemovesExactly(
        address burner,
        address other,
        uint256 amount,
        bytes32 payoutRef
    ) external {
        _anyTime();
        Books memory books = _before(burner, burner, other);
        if (!_call(burner, abi.encodeCall(token.burn, (amount, payoutRef)))) return;
        witness();
        _assertMoved(books, amount, 0);
        assert(amount <= _balance(books.wordFrom) && amount != 0);
        assert(!_isFrozen(books.wordFrom));
        assert(books.switches & BURN == 0);
    }

    /// @notice A burn by a bridge takes exactly the amount from the account and from the supply: the bridge's own, or what
    /// the account had allowed it. Neither is frozen, and crosschain movements are not paused.
    function check_PSUP04_crosschainBurnRemovesExactly(
        address bridge,
        address from,
        address other,
        uint256 amount
    ) external {
        _anyTime();
        _anyLimit(_bridgeLimit(bridge, 2));
        _anyInflow(bridge);
        Books memory books = _before(from, from, other);
        uint256 allowed = _allowed(from, bridge);
        if (!_call(bridge, abi.encodeCall(token.crosschainBurn, (from, amount)))) return;
        witness();
        _assertMoved(books, amount, 0);
        assert(!_isFrozen(books.wordFrom) && !_isFrozen(_word(bridge)));
        assert(books.switches & CROSSCHAIN == 0);
        if (from == bridge || allowed == type(uint256).max) assert(_allowed(from, bridge) == allowed);
        else assert(amount <= allowed && _allowed(from, bridge) == allowed - amount);
    }

    /// @notice What comes in through a bridge keeps it and all bridges together within their caps on what came in net, and is
    /// counted in both exactly. A bridge, or all of them, that burned more than they minted may bring that back as well.
    function check_PSUP07_inflowStaysWithinBothCaps(address bridge, address to, uint256 amount) external {
        _anyTime();
        _anyLimit(_bridgeLimit(bridge, 0));
        _anyInflow(bridge);
        (uint256 minted, uint256 burned) = token.bridgeBooks(bridge);
        (uint256 cap, int256 net) = token.inflowCap();
        uint256 own = _load(_bridgeLimit(bridge, 6));
        if (!_call(bridge, abi.encodeCall(token.crosschainMint, (to, amount)))) return;
        witness();
        (uint256 mintedAfter, uint256 burnedAfter) = token.bridgeBooks(bridge);
        (uint256 capAfter, int256 netAfter) = token.inflowCap();
        assert(mintedAfter == minted + amount && burnedAfter == burned);
        assert(capAfter == cap && netAfter == net + int256(amount));
        assert(mintedAfter <= burnedAfter || mintedAfter - burnedAfter <= own);
        assert(netAfter <= 0 || uint256(netAfter) <= cap);
    }

    /// @notice A seizure moves exactly the amount from a frozen account, whose freeze stays, to one that is not frozen. The
    /// supply and everybody else's account stay as they are.
    function check_PSUP05_seizeMovesExactly(
        address officer,
        address from,
        address to,
        address other,
        uint256 amount,
        bytes32 actRef
    ) external {
        _anyTime();
        Books memory books = _before(from, to, other);
        if (!_call(officer, abi.encodeCall(token.seize, (from, to, amount, bytes32("case"), actRef)))) return;
        witness();
        _assertMoved(books, amount, amount);
        assert(_isFrozen(books.wordFrom) && !_isFrozen(books.wordTo));
        assert(amount != 0 && books.switches & SEIZE == 0);
    }

    /// @notice A wipe takes exactly the amount from a frozen account, whose freeze stays, and from the supply. Everybody
    /// else's account stays as it is.
    function check_PSUP06_wipeRemovesExactly(
        address officer,
        address from,
        address other,
        uint256 amount,
        bytes32 actRef
    ) external {
        _anyTime();
        Books memory books = _before(from, from, other);
        if (!_call(officer, abi.encodeCall(token.wipe, (from, amount, bytes32("case"), actRef)))) return;
        witness();
        _assertMoved(books, amount, 0);
        assert(_isFrozen(books.wordFrom) && amount != 0 && books.switches & SEIZE == 0);
    }

    function _assertIssued(Books memory books, address to, uint256 amount) private view {
        assert(_word(to) == books.wordTo + amount);
        assert(_until(_word(to)) == _until(books.wordTo));
        assert(_supply() == books.supply + amount);
        assert(amount != 0 && amount <= LARGEST - books.supply);
        assert(_word(books.other) == books.wordOther && _switches() == books.switches);
        assert(!_isFrozen(books.wordTo) && to != address(0) && to != address(token));
    }
}
