// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Cheats
/// @notice The cheat codes of Foundry that the proofs use, as Halmos serves them.
interface Cheats {
    function assume(bool condition) external pure;
    function prank(address sender) external;
    function warp(uint256 timestamp) external;
    function chainId(uint256 id) external;
    function load(address account, bytes32 slot) external view returns (bytes32);
    function store(address account, bytes32 slot, bytes32 value) external;
    function getCode(string calldata artifact) external view returns (bytes memory creationCode);
}

/// @title Symbols
/// @notice Halmos's own cheat codes: values and storage that can be anything.
interface Symbols {
    function createUint256(string calldata name) external pure returns (uint256 value);
    function createUint(uint256 bits, string calldata name) external pure returns (uint256 value);
    function createAddress(string calldata name) external pure returns (address value);
    function createBool(string calldata name) external pure returns (bool value);
    function createBytes32(string calldata name) external pure returns (bytes32 value);
    function createBytes(uint256 length, string calldata name) external pure returns (bytes memory value);
    function createCalldata(string calldata contractName) external pure returns (bytes memory data);
    function enableSymbolicStorage(address account) external;
}

/// @title Proof
/// @notice What every proof starts from. Arguments of a `check_` function can be anything, and so can whatever a cheat
/// code creates; an assertion that fails for any of it is a counterexample.
abstract contract Proof {
    Cheats internal constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
    Symbols internal constant svm = Symbols(address(uint160(uint256(keccak256("svm cheat code")))));

    /// @dev `npm run prove` runs each proof a second time with `true` here, and then wants a counterexample at `witness`.
    bool internal constant WITNESS = false;

    /// @dev Stands where a proof says what it is about: some input reaches it, or the proof is void.
    function witness() internal pure {
        assert(!WITNESS);
    }

    /// @dev Whether both hold, without a jump: `&&` would make two paths of one, each with its own questions to the solvers.
    function both(bool one, bool other) internal pure returns (bool result) {
        assembly ("memory-safe") {
            result := and(one, other)
        }
    }

    /// @dev Whether one of two holds, without a jump.
    function either(bool one, bool other) internal pure returns (bool result) {
        assembly ("memory-safe") {
            result := or(one, other)
        }
    }

    /// @dev Creates a contract from an artifact of the build.
    function deploy(string memory artifact, bytes memory arguments) internal returns (address deployed) {
        bytes memory code = abi.encodePacked(vm.getCode(artifact), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        assert(deployed != address(0));
    }

    /// @dev Slot of an ERC-7201 namespace, from its name and not from the contracts.
    function namespace(string memory name) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(uint256(keccak256(bytes(name))) - 1))) & ~uint256(0xff);
    }
}
