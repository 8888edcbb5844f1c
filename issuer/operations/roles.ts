import { CONFLICTS } from "../coin-file/checks.ts";
import { ROLE_NAMES, TIMELOCK_ROLE_NAMES } from "../../packages/integration/reading/role-names.ts";
import { OperatorError } from "../errors.ts";
import { roleIdOf } from "../text/roles.ts";
import { readAccount, required } from "./arguments.ts";
import type { Call } from "./calls.ts";
import type { Context, GovernedContract, Power } from "./context.ts";
import type { Given, Job, Prepare, Answer } from "./operation.ts";
import { canActAs } from "./senders.ts";
import { stateJob } from "./state-job.ts";

/** Roles that can be given and taken, by contract. The default admin changes hands by two steps of its own. */
const ROLES: Readonly<Record<GovernedContract, readonly Power["role"][]>> = {
  token: ROLE_NAMES,
  attestations: ["GUARDIAN", "COUNCIL"],
  timelock: TIMELOCK_ROLE_NAMES,
};

/** Who holds which power. */
export const prepareRoles: Prepare = (context, given) =>
  given.grant || given.revoke ? Promise.resolve(toJob(context, given)) : toReport(context);

/** Reads `--at`. @throws OperatorError `ARGUMENT_INVALID` */
export function readContract(given: Given): GovernedContract {
  const at = given.at || "token";
  if (Object.hasOwn(ROLES, at)) return at as GovernedContract;
  throw new OperatorError("ARGUMENT_INVALID", `--at: "${at}" is none of ${Object.keys(ROLES).join(", ")}.`);
}

function toJob(context: Context, given: Given): Job {
  if (given.grant && given.revoke)
    throw new OperatorError("ARGUMENT_INVALID", "--grant and --revoke exclude each other.");
  const at = readContract(given);
  const grants = Boolean(given.grant);
  const name = (given.grant || given.revoke || "").toUpperCase();
  const role = ROLES[at].find((known) => known === name);
  if (role === undefined) {
    throw new OperatorError(
      "ARGUMENT_INVALID",
      `"${name}" is not a role of the ${at}; it has ${ROLES[at].join(", ")}.`,
    );
  }
  const account = readAccount(required(given, "account"), context.coin.desired.network, "--account");
  const verb = grants ? "grant" : "revoke";
  const key = `${verb}:${at}:${role}:${account}`;
  const where = at === "token" ? "" : ` of the ${at}`;
  return stateJob(context, {
    title: `${grants ? "Grant" : "Revoke"} ${role}${where}`,
    name: `${role.toLowerCase()}-${account.slice(2, 10).toLowerCase()}`,
    look: async () => {
      const contract = context.coin.contracts[at];
      if ((await contract.hasRole(roleIdOf(role), account)) === grants) {
        const state = grants ? "holds" : "does not hold";
        return {
          calls: [],
          shown: [key],
          notes: [`Nothing to do: ${context.text(account)} ${state} ${role}${where}.`],
        };
      }
      const conflict = grants && at === "token" ? await conflictOf(context, role, account) : null;
      if (conflict !== null) return { calls: [], problems: [{ code: "ROLES_CONFLICT", message: conflict }] };
      const call: Call = {
        key,
        contract: at,
        method: `${verb}Role`,
        args: [roleIdOf(role), account],
        power: { at, role: grants ? "DEFAULT_ADMIN" : await revokerAt(context, at) },
        description: `${verb} ${role}${where} ${grants ? "to" : "from"} ${account}`,
        emits: [{ event: grants ? "RoleGranted" : "RoleRevoked", args: { role: roleIdOf(role), account } }],
        about: [{ key, operation: "roles", act: verb, role, account, at }],
      };
      return { calls: [call] };
    },
  });
}

/** The council takes roles away at once; whoever acts for it here need not wait for the timelock. */
async function revokerAt(context: Context, at: GovernedContract): Promise<"COUNCIL" | "DEFAULT_ADMIN"> {
  if (at === "timelock") return "DEFAULT_ADMIN";
  return (await canActAs(context, { at, role: "COUNCIL" })) ? "COUNCIL" : "DEFAULT_ADMIN";
}

/** Two powers that must not meet in one account. */
async function conflictOf(context: Context, role: Power["role"], account: string): Promise<string | null> {
  for (const [first, second, why] of CONFLICTS) {
    if (role !== first && role !== second) continue;
    const other = role === first ? second : first;
    if (!(await context.coin.contracts.token.hasRole(roleIdOf(other), account))) continue;
    return `${context.text(account)} holds ${other} and must not hold ${role} as well: ${why}.`;
  }
  return null;
}

async function toReport(context: Context): Promise<Answer> {
  const found: { at: GovernedContract; role: string; holders: readonly string[] }[] = [];
  for (const at of ["token", "attestations", "timelock"] as const) {
    for (const role of ["DEFAULT_ADMIN", ...ROLES[at]] as const) {
      found.push({ at, role, holders: await context.holders({ at, role }) });
    }
  }
  const named = (account: string): string =>
    account === context.address("timelock") ? "the timelock" : context.text(account);
  return {
    title: "Roles",
    head: ["contract", "role", "held by"],
    rows: found.map(({ at, role, holders }) => [at, role, holders.length === 0 ? "nobody" : holders.map(named)]),
    json: found,
  };
}
