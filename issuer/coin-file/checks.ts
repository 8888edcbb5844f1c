import type { Problem } from "../errors.ts";
import { formatDuration } from "../text/units.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { whyPublic } from "./known-keys.ts";
import { type Desired, resolveCoin } from "./resolve.ts";
import type { RoleName, ValidCoinConfig } from "./schema.ts";

/**
 * Least delays of the timelock's operations and of a change of its admin, in seconds. A set of attestors whose keys are
 * lost may be replaced sooner: the new one opens windows only, which the council and the guardians can close.
 */
export const MINIMUM_DELAY = { mainnet: 172_800n, testnet: 300n, development: 0n } as const;
const MINIMUM_ATTESTORS_DELAY = { mainnet: 86_400n, testnet: 300n, development: 0n } as const;

/** Two powers that must not meet in one account, and why. */
export const CONFLICTS: readonly [RoleName, RoleName, string][] = [
  ["GUARDIAN", "COMPLIANCE", "one key could freeze and seize"],
  ["MINTER", "LIMITER", "one key could raise its own limit"],
  ["BRIDGE", "LIMITER", "one key could raise its own limit"],
  ["PAUSER", "UNPAUSER", "one key could undo every pause"],
];

/**
 * Refuses unsafe combinations. Pure: needs no chain.
 * @param desired - What shall be deployed.
 * @param deployer - The account that deploys, if known.
 * @returns Every problem found, each with its code.
 */
export function checkDesired(desired: Desired, deployer?: string): Problem[] {
  return [
    ...roleConflicts(desired),
    ...attestationProblems(desired),
    ...delayProblems(desired),
    ...limitProblems(desired),
    ...verifierProblems(desired),
    ...deployerProblems(desired, deployer),
    ...exampleAddresses(desired, deployer),
  ];
}

/**
 * Attestors and the age of a count must be equal on all networks of one environment, or no report is valid on all chains; and
 * what an adapter may send at once must fit what the one at the other end may receive, or a move could not arrive.
 */
export function checkAcrossNetworks(coin: string, config: ValidCoinConfig): Problem[] {
  const problems: Problem[] = limitsThatDoNotFit(coin, config);
  const seen = new Map<string, { network: string; set: string }>();
  for (const network of Object.keys(config.networks)) {
    const { attestation, network: target } = resolveCoin(coin, config, network);
    const set = `${attestation.threshold} of ${attestation.attestors.join(", ")} within ${attestation.maximumAge}`;
    const first = seen.get(target.environment);
    if (first === undefined) seen.set(target.environment, { network, set });
    else if (first.set !== set) {
      const message = `networks.${network} has other attestors, another threshold or another maximumAge than ${first.network}.`;
      problems.push({ code: "ATTESTORS_DIFFER", message });
    }
  }
  return problems;
}

function limitsThatDoNotFit(coin: string, config: ValidCoinConfig): Problem[] {
  const resolved = Object.keys(config.networks).map((network) => resolveCoin(coin, config, network));
  return resolved.flatMap(({ layerzero, network, decimals, symbol }) =>
    (layerzero?.routes ?? []).flatMap((route): Problem[] => {
      const sent = layerzero?.limit?.outbound.capacity ?? 0n;
      const there = resolved.find(({ network: { name } }) => name === route.network)?.layerzero;
      const received = there?.limit?.inbound.capacity ?? 0n;
      if (there == null || sent <= received) return [];
      const show = (amount: bigint): string => `${formatAmount(amount, decimals)} ${symbol}`;
      const message = `bridgeLimits: the adapter on ${network.name} could send ${show(sent)} at once, the one on ${route.network} receive ${show(received)}: such a move could not arrive.`;
      return [{ code: "CONFIG_INVALID", message }];
    }),
  );
}

/** Returns every account a coin names, by where it is named. */
export function namedAccounts(desired: Desired): [path: string, account: string][] {
  const list = (path: string, accounts: readonly string[]): [string, string][] =>
    accounts.filter((account) => account !== "timelock").map((account) => [path, account]);
  return [
    ...list("attestation.attestors", desired.attestation.attestors),
    ...list("attestation.guardians", desired.attestation.guardians),
    ...list("timelock.proposers", desired.timelock.proposers),
    ...list("timelock.executors", desired.timelock.executors),
    ...Object.entries(desired.roles).flatMap(([role, accounts]) => list(`roles.${role}`, accounts)),
    ...list(
      "minterLimits",
      desired.minterLimits.map((entry) => entry.minter),
    ),
    ...list(
      "guardianLimits",
      desired.guardianLimits.map((entry) => entry.guardian),
    ),
    ...list(
      "bridgeLimits",
      desired.bridgeLimits.map((entry) => entry.bridge),
    ),
    ...list("layerzero.issuer.signers", desired.layerzero?.issuer?.signers ?? []),
    ...list("layerzero.issuer.admins", desired.layerzero?.issuer?.admins ?? []),
  ];
}

/** A single verifier that lies, or whose key is stolen, could mint whatever the bridge's limits and caps leave. */
const FEWEST_VERIFIERS = { mainnet: 2, testnet: 2, development: 1 } as const;

function verifierProblems({ layerzero, network }: Desired): Problem[] {
  if (layerzero === null) return [];
  const { required, verifiers, routes, isBridge, limit } = layerzero;
  const contracts = new Set(required.map((name) => verifiers[name] ?? name));
  const fewest = FEWEST_VERIFIERS[network.environment];
  const problems: Problem[] = [];
  if (contracts.size < fewest) {
    const message = `layerzero.required names ${required.join(", ")}, ${contracts.size} verifier on ${network.name}; a ${network.environment} needs at least ${fewest}: one alone that lies could mint.`;
    problems.push({ code: "VERIFIERS_TOO_FEW", message });
  }
  if (routes.length === 0) {
    const message = `networks.${network.name}.layerzero leads nowhere: no other ${network.environment} network has LayerZero in the coin's file.`;
    problems.push({ code: "CONFIG_INVALID", message });
  }
  if (limit !== null && !isBridge) {
    const message = "bridgeLimits names the adapter, which does not hold BRIDGE.";
    problems.push({ code: "LIMIT_WITHOUT_ROLE", message });
  }
  return problems;
}

function roleConflicts({ roles, attestation }: Desired): Problem[] {
  const problems: Problem[] = [];
  for (const [first, second, why] of CONFLICTS) {
    for (const account of roles[first].filter((holder) => roles[second].includes(holder))) {
      problems.push({ code: "ROLES_CONFLICT", message: `${account} holds ${first} and ${second}: ${why}.` });
    }
  }
  for (const account of roles.MINTER.filter((holder) => attestation.attestors.includes(holder))) {
    const message = `${account} is MINTER and attestor: one key could attest reserves and issue against them.`;
    problems.push({ code: "ROLES_CONFLICT", message });
  }
  if (roles.UPGRADER.length !== 1 || roles.UPGRADER[0] !== "timelock") {
    const message = `roles.UPGRADER is [${roles.UPGRADER.join(", ")}]; upgrades must wait in the timelock.`;
    problems.push({ code: "UPGRADER_NOT_TIMELOCK", message });
  }
  return problems;
}

function attestationProblems({ attestation }: Desired): Problem[] {
  const { attestors, threshold, maximumWindow, maximumAge } = attestation;
  const problems: Problem[] = [];
  if (threshold < 2 || threshold > attestors.length || threshold * 2 <= attestors.length) {
    const message = `attestation.threshold is ${threshold} of ${attestors.length}; it must be a majority, at least two.`;
    problems.push({ code: "THRESHOLD_TOO_LOW", message });
  }
  if (maximumAge < maximumWindow) {
    const message = `attestation.maximumAge is ${formatDuration(maximumAge)}, less than maximumWindow, ${formatDuration(maximumWindow)}: no report could have the longest window.`;
    problems.push({ code: "CONFIG_INVALID", message });
  }
  return problems;
}

function delayProblems({ network, timelock, adminDelay }: Desired): Problem[] {
  const { upgrade, roles, attestors } = timelock.delays;
  const least = MINIMUM_DELAY[network.environment];
  const delays = [
    ["timelock.delays.upgrade", upgrade, least],
    ["timelock.delays.roles", roles, least],
    ["timelock.delays.attestors", attestors, MINIMUM_ATTESTORS_DELAY[network.environment]],
    ["adminDelay", adminDelay, least],
  ] as const;
  const tooShort = delays
    .filter(([, delay, needed]) => delay < needed)
    .map(([path, delay, needed]) => ({
      code: "DELAY_TOO_SHORT" as const,
      message: `${path} is ${formatDuration(delay)}; a ${network.environment} needs at least ${formatDuration(needed)}.`,
    }));
  const quicker = Object.entries({ roles, attestors })
    .filter(([, delay]) => upgrade < delay)
    .map(([kind, delay]) => ({
      code: "DELAY_TOO_SHORT" as const,
      message: `timelock.delays.upgrade is ${formatDuration(upgrade)}, shorter than timelock.delays.${kind}, ${formatDuration(delay)}: an upgrade can do all that the others do.`,
    }));
  return [...tooShort, ...quicker];
}

function limitProblems({ roles, minterLimits, guardianLimits, bridgeLimits, layerzero }: Desired): Problem[] {
  const missing = (path: string, account: string, role: RoleName): Problem[] =>
    roles[role].includes(account)
      ? []
      : [{ code: "LIMIT_WITHOUT_ROLE", message: `${path} names ${account}, which does not hold ${role}.` }];
  const own = layerzero?.limit == null ? 0 : 1;
  const limits = minterLimits.length + guardianLimits.length + bridgeLimits.length + own;
  return [
    ...minterLimits.flatMap((entry) => missing("minterLimits", entry.minter, "MINTER")),
    ...guardianLimits.flatMap((entry) => missing("guardianLimits", entry.guardian, "GUARDIAN")),
    ...bridgeLimits.flatMap((entry) => missing("bridgeLimits", entry.bridge, "BRIDGE")),
    ...(limits > 0 && roles.LIMITER.length === 0
      ? [
          {
            code: "LIMIT_WITHOUT_ROLE" as const,
            message: "Limits are configured, but nobody holds LIMITER to set them.",
          },
        ]
      : []),
  ];
}

function deployerProblems(desired: Desired, deployer: string | undefined): Problem[] {
  const paths = namedAccounts(desired).filter(([, account]) => account === deployer);
  return paths.map(([path]) => ({
    code: "DEPLOYER_HOLDS_ROLE",
    message: `The deployer ${deployer} is named in ${path}; whoever deploys must hold no power.`,
  }));
}

function exampleAddresses(desired: Desired, deployer: string | undefined): Problem[] {
  if (desired.network.environment === "development") return [];
  const accounts = namedAccounts(desired);
  if (deployer !== undefined) accounts.push(["the deployer", deployer]);
  return accounts.flatMap(([path, account]) => {
    const why = whyPublic(account);
    return why === null ? [] : [{ code: "EXAMPLE_ADDRESS", message: `${path}: ${account} is ${why}.` }];
  });
}
