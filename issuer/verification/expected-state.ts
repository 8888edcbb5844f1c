import { TypedDataEncoder, ZeroAddress } from "ethers";
import { type Desired, sorted } from "../coin-file/resolve.ts";
import { ROLE_NAMES } from "../coin-file/schema.ts";
import { ARTIFACTS, type Build, maskedCodeHash } from "../model/build.ts";
import { AS_DEPLOYED } from "../chains/chain.ts";
import { type ContractKey, CONTRACT_KEYS } from "../model/contracts.ts";
import { RESERVE_REPORT_TYPES } from "../reports/reserve-report.ts";
import { formatDuration } from "../text/units.ts";
import { type LiveState, PROBE_REPORT, showAccounts, showLimit } from "./lines.ts";

/**
 * What the chain must say of a coin that is deployed as desired. Pure; its lines are those of `readLiveState`.
 * @param desired The configuration.
 * @param addresses The coin's contracts.
 * @param build The build it was deployed from.
 */
export function expectedState(
  desired: Desired,
  addresses: Readonly<Record<ContractKey, string>>,
  build: Build,
): LiveState {
  const { timelock, attestation, decimals, network } = desired;
  const state = new Map<string, string>();
  const delay = formatDuration(desired.adminDelay);
  for (const key of CONTRACT_KEYS) {
    const compiled = build.contract(ARTIFACTS[key]);
    state.set(`code.${key}`, maskedCodeHash(compiled, compiled.runtimeCode));
    state.set(`platform.${key}`, AS_DEPLOYED);
  }

  const executors = timelock.executors.length === 0 ? [ZeroAddress] : timelock.executors;
  state.set("timelock.delay", formatDuration(timelock.delay));
  state.set("timelock.roles.DEFAULT_ADMIN", showAccounts([addresses.timelock]));
  state.set("timelock.roles.PROPOSER", showAccounts(timelock.proposers));
  state.set("timelock.roles.CANCELLER", showAccounts(timelock.proposers));
  state.set("timelock.roles.EXECUTOR", showAccounts(executors));

  const salted = { name: desired.name, version: "1", salt: desired.tokenId };
  state.set("attestations.description", `${desired.name} reserves`);
  state.set("attestations.tokenId", desired.tokenId);
  state.set("attestations.decimals", `${decimals}`);
  state.set("attestations.maximumWindow", formatDuration(attestation.maximumWindow));
  state.set("attestations.attestors", showAccounts(attestation.attestors));
  state.set("attestations.threshold", `${attestation.threshold}`);
  state.set("attestations.signing", TypedDataEncoder.hash(salted, RESERVE_REPORT_TYPES, PROBE_REPORT));
  state.set("attestations.halted", "no");
  state.set("attestations.roles.GUARDIAN", showAccounts(attestation.guardians));

  const domain = {
    name: desired.name,
    version: "1",
    chainId: network.chainId,
    verifyingContract: addresses.token,
  };
  state.set("token.name", desired.name);
  state.set("token.symbol", desired.symbol);
  state.set("token.decimals", `${decimals}`);
  state.set("token.domain", TypedDataEncoder.hashDomain(domain));
  state.set("token.implementation", addresses.controls);
  state.set("token.reserveGate", addresses.attestations);
  state.set("token.pausedScopes", "none");
  state.set("token.repairPath", "off");
  state.set("token.retired", "no");
  for (const role of ROLE_NAMES) {
    const holders = desired.roles[role].map((holder) => (holder === "timelock" ? addresses.timelock : holder));
    state.set(`token.roles.${role}`, showAccounts(sorted(holders)));
  }
  for (const { minter, ...limit } of desired.minterLimits) {
    state.set(`token.limits.minter.${minter}`, showLimit(limit, decimals));
  }
  for (const { bridge, inbound, outbound } of desired.bridgeLimits) {
    state.set(`token.limits.bridge.${bridge}.inbound`, showLimit(inbound, decimals));
    state.set(`token.limits.bridge.${bridge}.outbound`, showLimit(outbound, decimals));
  }
  for (const contract of ["attestations", "token"]) {
    state.set(`${contract}.defaultAdmin`, addresses.timelock);
    state.set(`${contract}.adminDelay`, delay);
    state.set(`${contract}.pendingAdmin`, "none");
    state.set(`${contract}.pendingAdminDelay`, "none");
    state.set(`${contract}.answers`, "yes");
  }
  state.set("controls.locked", "yes");
  state.set("deployer.powers", "none");
  return state;
}
