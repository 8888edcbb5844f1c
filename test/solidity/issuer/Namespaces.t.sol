// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {System} from "../helpers/System.sol";

/// @title NamespacesTest
/// @notice What the issuer's younger modules keep lies in the ERC-7201 namespaces of their names.
contract NamespacesTest is System {
    function test_AnActsReferenceLiesInTheNamespaceOfActs() public {
        bytes32 actRef = keccak256("act");
        _issue(alice, 5);
        _freezeForGood(alice);
        vm.prank(compliance);
        token.wipe(alice, 1, CASE, actRef);
        assertEq(_at(keccak256(abi.encode(actRef, _namespace("stablecoin.storage.Acts")))), 1);
    }

    function test_TheGuardianAndItsBarLieInTheNamespaceOfFreezing() public {
        uint256 last = uint256(_namespace("stablecoin.storage.Freezing")) + 1;
        bytes32 slot = keccak256(abi.encode(alice, last));
        _freeze(alice);
        assertEq(_at(slot), uint160(guardian));
        vm.prank(compliance);
        token.unfreeze(alice, CASE);
        assertEq(_at(slot), ((block.timestamp + 72 hours) << 160) | uint160(guardian));
    }

    function _at(bytes32 slot) private view returns (uint256) {
        return uint256(vm.load(address(token), slot));
    }
}
