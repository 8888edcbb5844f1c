// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC3009 as IERC3009Standard, IERC3009Cancel} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Governed} from "../governance/Governed.sol";
import {IERC3009} from "../interfaces/IERC3009.sol";
import {IInitializing} from "../interfaces/IInitializing.sol";
import {IUpgrading} from "../interfaces/IUpgrading.sol";
import {Burning} from "./Burning.sol";
import {Crosschain} from "./Crosschain.sol";
import {Discovery} from "./Discovery.sol";
import {Minting} from "./Minting.sol";
import {Pausing} from "./Pausing.sol";
import {Rescuing} from "./Rescuing.sol";
import {Seizing} from "./Seizing.sol";
import {Upgrading} from "./Upgrading.sol";

/// @title IssuerControls
/// @notice Everything the issuer does, run at the token's address by delegatecall. One module for each power:
///
///     Minting     issue against deposits, limits, reserve gate, retirement      MINTER, LIMITER, default admin
///     Burning     redeem                                                        BURNER
///     Pausing     stop and restart scopes                                       PAUSER, UNPAUSER
///     Freezing    two-speed freeze, limits                                      GUARDIAN, COMPLIANCE, LIMITER
///     Seizing     seize and wipe frozen accounts                                COMPLIANCE
///     Crosschain  bridges with limits, caps and books                           BRIDGE, LIMITER, default admin
///     Rescuing    stray tokens                                                  RESCUER
///     Acts        references of seizures, wipes and rescues
///     Upgrading   replace this code, repair the holder plane                    UPGRADER
///     Discovery   what wallets ask                                              anyone
///
/// Any limit can be set to zero by COUNCIL too.
/// The contract itself is locked: it can only be used behind the token.
contract IssuerControls is
    IInitializing,
    Minting,
    Burning,
    Pausing,
    Seizing,
    Crosschain,
    Rescuing,
    Upgrading,
    Discovery
{
    /// @dev TRC-3009: wallets on TRON must find it before they ask for a signature.
    bytes4 private constant TRC3009 = type(IERC3009Standard).interfaceId ^ type(IERC3009Cancel).interfaceId;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IInitializing
    /// @custom:access once, by the token's constructor
    function initialize(IssuerParameters calldata parameters, uint8 decimals) external initializer {
        __AccessControlDefaultAdminRules_init(parameters.defaultAdminDelay, parameters.defaultAdmin);
        for (uint256 i = 0; i < parameters.roles.length; ++i) {
            RoleGrant calldata entry = parameters.roles[i];
            require(entry.role != DEFAULT_ADMIN_ROLE, AccessControlEnforcedDefaultAdminRules());
            _grantRole(entry.role, entry.account);
        }
        _setReserveGate(parameters.reserveGate, decimals);
        _setInflowCap(parameters.inflowCap);
    }

    /// @notice Whether an interface is supported (ERC-165), by the token as a whole.
    /// @param interfaceId The interface's id.
    /// @return True if it is.
    function supportsInterface(bytes4 interfaceId) public view override(Governed, IERC165) returns (bool) {
        return
            interfaceId == type(IERC20).interfaceId ||
            interfaceId == type(IERC20Metadata).interfaceId ||
            interfaceId == type(IERC20Permit).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            interfaceId == type(IERC3009).interfaceId ||
            interfaceId == type(IERC3009Standard).interfaceId ||
            interfaceId == type(IERC3009Cancel).interfaceId ||
            interfaceId == TRC3009 ||
            interfaceId == type(IERC7802).interfaceId ||
            interfaceId == type(IUpgrading).interfaceId ||
            super.supportsInterface(interfaceId);
    }
}
