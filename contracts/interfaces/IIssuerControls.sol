// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IActs} from "./IActs.sol";
import {IBurning} from "./IBurning.sol";
import {ICrosschain} from "./ICrosschain.sol";
import {IDiscovery} from "./IDiscovery.sol";
import {IFreezing} from "./IFreezing.sol";
import {IInitializing} from "./IInitializing.sol";
import {IMinting} from "./IMinting.sol";
import {IPausing} from "./IPausing.sol";
import {IRescuing} from "./IRescuing.sol";
import {IRoles} from "./IRoles.sol";
import {ISeizing} from "./ISeizing.sol";
import {ITransferChecks} from "./ITransferChecks.sol";
import {IUpgrading} from "./IUpgrading.sol";

/// @title IIssuerControls
/// @notice Everything the issuer does, and what wallets ask about the token, reached at the token's address by delegatecall.
interface IIssuerControls is
    IInitializing,
    IMinting,
    IBurning,
    IPausing,
    IActs,
    ISeizing,
    IFreezing,
    ICrosschain,
    IRescuing,
    IUpgrading,
    IRoles,
    IDiscovery,
    ITransferChecks
{}
