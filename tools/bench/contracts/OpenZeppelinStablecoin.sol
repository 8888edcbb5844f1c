// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {ERC3009Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/draft-ERC3009Upgradeable.sol";
import {ERC20PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PausableUpgradeable.sol";
import {ERC20PermitUpgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";
import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

/// @title OpenZeppelinStablecoin
/// @notice A regulated stablecoin as it is usually composed of OpenZeppelin's parts, behind an ERC-1967 proxy: UUPS,
/// roles, pause, permits, EIP-3009, and a mapping of frozen accounts asked for payer, payee and spender. It has neither
/// mint limits nor deposit references nor a reserve gate.
contract OpenZeppelinStablecoin is
    ERC20PausableUpgradeable,
    ERC20PermitUpgradeable,
    ERC3009Upgradeable,
    AccessControlUpgradeable,
    UUPSUpgradeable
{
    /// @custom:storage-location erc7201:bench.storage.Freezing
    struct FreezingStorage {
        mapping(address account => bool) frozen;
    }

    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");
    bytes32 public constant BURNER_ROLE = keccak256("BURNER_ROLE");
    bytes32 public constant FREEZER_ROLE = keccak256("FREEZER_ROLE");

    // keccak256(abi.encode(uint256(keccak256("bench.storage.Freezing")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant FREEZING_STORAGE = 0x689181e34e45c0fea477b361226a0b4a3767e64af9f6f93688cc2d5ed9441a00;

    event Frozen(address indexed account);

    error AccountFrozen(address account);

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @notice Sets the first state, with every role at one account.
    /// @param admin The account.
    function initialize(address admin) external initializer {
        __ERC20_init("OpenZeppelin Stablecoin", "OZS");
        __ERC20Permit_init("OpenZeppelin Stablecoin");
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(MINTER_ROLE, admin);
        _grantRole(BURNER_ROLE, admin);
        _grantRole(FREEZER_ROLE, admin);
    }

    /// @notice Issues tokens.
    /// @param to The receiver.
    /// @param amount The amount in smallest units.
    function mint(address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        _mint(to, amount);
    }

    /// @notice Destroys tokens of the caller.
    /// @param amount The amount in smallest units.
    function burn(uint256 amount) external onlyRole(BURNER_ROLE) {
        _burn(msg.sender, amount);
    }

    /// @notice Freezes an account.
    /// @param account The account.
    function freeze(address account) external onlyRole(FREEZER_ROLE) {
        _freezing().frozen[account] = true;
        emit Frozen(account);
    }

    /// @inheritdoc ERC20Upgradeable
    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        _requireNotFrozen(msg.sender);
        return super.transferFrom(from, to, value);
    }

    /// @inheritdoc ERC20Upgradeable
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function _update(
        address from,
        address to,
        uint256 value
    ) internal override(ERC20PausableUpgradeable, ERC20Upgradeable) {
        _requireNotFrozen(from);
        _requireNotFrozen(to);
        super._update(from, to, value);
    }

    function _authorizeUpgrade(address) internal view override onlyRole(DEFAULT_ADMIN_ROLE) {}

    function _requireNotFrozen(address account) private view {
        require(!_freezing().frozen[account], AccountFrozen(account));
    }

    function _freezing() private pure returns (FreezingStorage storage $) {
        assembly ("memory-safe") {
            $.slot := FREEZING_STORAGE
        }
    }
}

/// @title OpenZeppelinStablecoinProxy
/// @notice What holders of the composition talk to.
contract OpenZeppelinStablecoinProxy is ERC1967Proxy {
    /// @notice Creates the proxy and initializes it in one transaction.
    /// @param implementation The composition.
    /// @param data The call of its `initialize`.
    constructor(address implementation, bytes memory data) ERC1967Proxy(implementation, data) {}
}
