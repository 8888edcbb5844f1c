// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {Reports} from "./Reports.sol";

/// @title Conflict
/// @notice Two reports of one number that cannot both be honest; a test changes them as it needs.
abstract contract Conflict is Reports {
    IReserveAttestations.ReserveReport internal first;
    IReserveAttestations.ReserveReport internal second;

    function setUp() public override {
        super.setUp();
        _keep(first, _report(5, 600, 400));
        _keep(second, _report(5, 600, 400));
        second.evidence = keccak256("other");
    }

    function _prove() internal {
        attestations.proveEquivocation(first, _sign(first), second, _sign(second));
    }

    function _provesNothing(bytes memory reason) internal {
        bytes[] memory firstSignatures = _sign(first);
        bytes[] memory secondSignatures = _sign(second);
        vm.expectRevert(reason);
        attestations.proveEquivocation(first, firstSignatures, second, secondSignatures);
    }

    function _resolve(uint64 through) internal {
        vm.prank(timelock);
        attestations.resolveHalt(through);
    }
}
