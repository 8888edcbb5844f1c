// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {System} from "./System.sol";

/// @title Records
/// @notice The system, and beside it a book of what happened to it, kept without asking the contracts' own books.
abstract contract Records is System {
    enum Act {
        Transfer,
        TransferFrom,
        Approve,
        Mint,
        Burn,
        CrosschainMint,
        CrosschainBurn,
        Freeze,
        Ratify,
        Unfreeze,
        Seize,
        Wipe,
        Pause,
        Unpause,
        Submit,
        CloseWindow,
        Wait
    }

    /// @dev What an accepted report said.
    struct Window {
        uint64 sequence;
        uint64 validFrom;
        uint64 validUntil;
        uint256 reserves;
        uint256 supply;
        uint256 mintable;
    }

    /// @dev In place of a scope: an act that may move what is frozen.
    uint256 internal constant COMPLIANCE_ACT = 1 << 254;

    uint256 public constant MINTER_CAPACITY = 100_000;
    uint256 public constant INBOUND_CAPACITY = 50_000;
    uint256 public constant OUTBOUND_CAPACITY = 30_000;
    uint48 public constant LIMIT_WINDOW = 1 days;

    /// @dev All accounts that can hold tokens; two of them hold a role as well.
    address[] public actors;
    mapping(Act act => uint256) public successes;

    uint256 public issued;
    uint256 public redeemed;
    uint256 public bridgedIn;
    uint256 public bridgedOut;
    uint256 public wiped;
    mapping(uint64 sequence => uint256) public issuedUnder;
    mapping(bytes32 depositRef => uint256) public depositUses;
    mapping(bytes32 payoutRef => uint256) public payoutUses;
    mapping(address account => uint256) public frozenUntil;
    mapping(address owner => mapping(address spender => uint256)) public allowances;
    mapping(address account => uint256) public replayedBalance;
    uint256 public replayedSupply;
    mapping(uint64 sequence => bool) public windowClosed;
    Window[] internal windows;

    /// @dev Rules that are watched while an act happens.
    bool public frozenTokensMoved;
    bool public pausedScopeMoved;
    bool public mintedBeyondReserves;
    bool public mintedOutsideWindow;

    function setUp() public override {
        super.setUp();
        actors = [alice, bob, carol, burner, bridge];
        vm.startPrank(limiter);
        token.setMinterLimit(minter, MINTER_CAPACITY, LIMIT_WINDOW);
        token.setBridgeLimits(bridge, _bridgeLimits(INBOUND_CAPACITY, LIMIT_WINDOW, OUTBOUND_CAPACITY, LIMIT_WINDOW));
        vm.stopPrank();
    }

    /// @dev Notes whether the act moved what is frozen or what is paused.
    modifier watched(uint256 scope) {
        uint256 paused = token.pausedScopes();
        uint256[] memory before = new uint256[](actors.length);
        bool[] memory frozen = new bool[](actors.length);
        for (uint256 i = 0; i < actors.length; ++i) {
            before[i] = token.balanceOf(actors[i]);
            frozen[i] = frozenUntil[actors[i]] > block.timestamp;
        }
        uint256 supply = token.totalSupply();
        _;
        bool moved = token.totalSupply() != supply;
        for (uint256 i = 0; i < actors.length; ++i) {
            if (token.balanceOf(actors[i]) == before[i]) continue;
            moved = true;
            if (frozen[i] && scope != COMPLIANCE_ACT) frozenTokensMoved = true;
        }
        if (moved && paused & scope != 0) pausedScopeMoved = true;
    }

    function token_() external view returns (address) {
        return address(token);
    }

    function windowCount() external view returns (uint256) {
        return windows.length;
    }

    function window(uint256 index) external view returns (Window memory) {
        return windows[index];
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    function _recordIssued(uint256 amount, bytes32 depositRef) internal {
        issued += amount;
        ++depositUses[depositRef];
        // Windows do not overlap, so from the last one back the first that has begun is the only one that can be open.
        for (uint256 i = windows.length; i > 0; --i) {
            Window memory begun = windows[i - 1];
            if (block.timestamp < begun.validFrom) continue;
            issuedUnder[begun.sequence] += amount;
            if (block.timestamp >= begun.validUntil || windowClosed[begun.sequence]) mintedOutsideWindow = true;
            if (token.totalSupply() > begun.reserves) mintedBeyondReserves = true;
            return;
        }
        mintedOutsideWindow = true;
    }

    /// @dev What an indexer does with a `Transfer`.
    function _replay(bytes32 from, bytes32 to, uint256 amount) internal {
        (address giver, address receiver) = (address(uint160(uint256(from))), address(uint160(uint256(to))));
        if (giver == address(0)) replayedSupply += amount;
        else replayedBalance[giver] -= amount;
        if (receiver == address(0)) replayedSupply -= amount;
        else replayedBalance[receiver] += amount;
    }
}
