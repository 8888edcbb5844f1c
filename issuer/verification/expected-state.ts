import { TypedDataEncoder, ZeroAddress } from "ethers";
import { type Desired, sorted } from "../coin-file/resolve.ts";
import { ROLE_NAMES } from "../coin-file/schema.ts";
import { ARTIFACTS, type Build, maskedCodeHash } from "../model/build.ts";
import { AS_DEPLOYED } from "./state-comparison.ts";
import { type CoinAddresses, CONTRACT_KEYS } from "../model/contracts.ts";
import { RESERVE_REPORT_TYPES } from "../reports/reserve-report.ts";
import { formatDuration } from "../text/units.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { type LiveState, PROBE_REPORT, showAccounts, showFreezes, showLimit } from "./state-comparison.ts";

/**
 * Returns what the chain must say of a coin that is deployed as desired. Pure; its lines are those of `readLiveState`.
 * @param desired - The configuration.
 * @param addresses - The coin's contracts.
 * @param build - The build it was deployed from.
 */
export function expectedState(desired: Desired, addresses: CoinAddresses, build: Build): LiveState {
  return new Map([
    ...codeLines(build),
    ...timelockLines(desired, addresses),
    ...attestationLines(desired, addresses),
    ...tokenLines(desired, addresses),
    ...limitLines(desired),
    ...["attestations", "token"].flatMap((contract) => adminLines(contract, desired, addresses)),
    ["controls.locked", "yes"],
    ["deployer.powers", "none"],
  ]);
}

type Line = readonly [path: string, text: string];

function codeLines(build: Build): Line[] {
  return CONTRACT_KEYS.flatMap((key): Line[] => {
    const compiled = build.contract(ARTIFACTS[key]);
    return [
      [`code.${key}`, maskedCodeHash(compiled, compiled.runtimeCode)],
      [`platform.${key}`, AS_DEPLOYED],
    ];
  });
}

function timelockLines({ timelock }: Desired, addresses: CoinAddresses): Line[] {
  const executors = timelock.executors.length === 0 ? [ZeroAddress] : timelock.executors;
  return [
    ["timelock.delays.upgrade", formatDuration(timelock.delays.upgrade)],
    ["timelock.delays.roles", formatDuration(timelock.delays.roles)],
    ["timelock.delays.attestors", formatDuration(timelock.delays.attestors)],
    ["timelock.minimumDelay", formatDuration(leastDelay(timelock.delays))],
    ["timelock.roles.DEFAULT_ADMIN", showAccounts([addresses.timelock])],
    ["timelock.roles.PROPOSER", showAccounts(timelock.proposers)],
    ["timelock.roles.CANCELLER", showAccounts(timelock.proposers)],
    ["timelock.roles.EXECUTOR", showAccounts(executors)],
  ];
}

function leastDelay({ roles, attestors }: Desired["timelock"]["delays"]): bigint {
  return roles < attestors ? roles : attestors;
}

function attestationLines({ name, tokenId, decimals, attestation, roles }: Desired, addresses: CoinAddresses): Line[] {
  const salted = { name, version: "1", salt: tokenId };
  return [
    ["attestations.description", `${name} reserves`],
    ["attestations.tokenId", tokenId],
    ["attestations.decimals", `${decimals}`],
    ["attestations.maximumWindow", formatDuration(attestation.maximumWindow)],
    ["attestations.maximumAge", formatDuration(attestation.maximumAge)],
    ["attestations.attestors", showAccounts(attestation.attestors)],
    ["attestations.threshold", `${attestation.threshold}`],
    ["attestations.signing", TypedDataEncoder.hash(salted, RESERVE_REPORT_TYPES, PROBE_REPORT)],
    ["attestations.halted", "no"],
    ["attestations.roles.GUARDIAN", showAccounts(attestation.guardians)],
    ["attestations.roles.COUNCIL", showAccounts(holders(roles.COUNCIL, addresses))],
  ];
}

function holders(named: readonly string[], addresses: CoinAddresses): string[] {
  return sorted(named.map((holder) => (holder === "timelock" ? addresses.timelock : holder)));
}

function tokenLines({ name, symbol, currency, decimals, network, roles }: Desired, addresses: CoinAddresses): Line[] {
  const domain = { name, version: "1", chainId: network.chainId, verifyingContract: addresses.token };
  return [
    ["token.name", name],
    ["token.symbol", symbol],
    ["token.currency", currency],
    ["token.decimals", `${decimals}`],
    ["token.domain", TypedDataEncoder.hashDomain(domain)],
    ["token.implementation", addresses.controls],
    ["token.reserveGate", addresses.attestations],
    ["token.pausedScopes", "none"],
    ["token.repairPath", "off"],
    ["token.retired", "no"],
    ...ROLE_NAMES.map((role): Line => {
      return [`token.roles.${role}`, showAccounts(holders(roles[role], addresses))];
    }),
  ];
}

function limitLines({ minterLimits, guardianLimits, bridgeLimits, inflowCap, decimals }: Desired): Line[] {
  return [
    ...minterLimits.map(({ minter, ...limit }): Line => {
      return [`token.limits.minter.${minter}`, showLimit(limit, decimals)];
    }),
    ...guardianLimits.map(({ guardian, ...limit }): Line => {
      return [`token.limits.guardian.${guardian}`, showFreezes(limit)];
    }),
    ["token.inflowCap", formatAmount(inflowCap, decimals)],
    ...bridgeLimits.flatMap(({ bridge, inbound, outbound, netInflowCap }): Line[] => [
      [`token.limits.bridge.${bridge}.inbound`, showLimit(inbound, decimals)],
      [`token.limits.bridge.${bridge}.outbound`, showLimit(outbound, decimals)],
      [`token.limits.bridge.${bridge}.netInflowCap`, formatAmount(netInflowCap, decimals)],
    ]),
  ];
}

function adminLines(contract: string, { adminDelay }: Desired, addresses: CoinAddresses): Line[] {
  return [
    [`${contract}.defaultAdmin`, addresses.timelock],
    [`${contract}.adminDelay`, formatDuration(adminDelay)],
    [`${contract}.pendingAdmin`, "none"],
    [`${contract}.pendingAdminDelay`, "none"],
    [`${contract}.answers`, "yes"],
  ];
}
