import { prepareBurn } from "./burning.ts";
import { prepareFreeze, prepareRatify, prepareUnfreeze } from "./freezing.ts";
import { prepareRepairPath, prepareReserveGate, prepareRetire, prepareTransferAdmin } from "./governance.ts";
import { prepareBridge, prepareLimits } from "./limits.ts";
import { prepareMint } from "./minting.ts";
import type { Operation, Prepare } from "./operation.ts";
import { preparePause, prepareUnpause } from "./pausing.ts";
import { prepareRescue } from "./rescuing.ts";
import { prepareRoles } from "./roles.ts";
import { OPERATION_ROWS, type OperationName } from "./operation-table.ts";
import { prepareTimelock } from "./timelock-operations.ts";
import { prepareSeize, prepareWipe } from "./seizing.ts";
import { prepareUpgrade } from "./upgrading.ts";
import { prepareAttestors, prepareCloseWindow, prepareResolveHalt } from "./attestations.ts";

const PREPARE: Readonly<Record<OperationName, Prepare>> = {
  mint: prepareMint,
  burn: prepareBurn,
  pause: preparePause,
  unpause: prepareUnpause,
  freeze: prepareFreeze,
  ratify: prepareRatify,
  unfreeze: prepareUnfreeze,
  seize: prepareSeize,
  wipe: prepareWipe,
  limits: prepareLimits,
  bridge: prepareBridge,
  roles: prepareRoles,
  "close-window": prepareCloseWindow,
  "resolve-halt": prepareResolveHalt,
  attestors: prepareAttestors,
  "reserve-gate": prepareReserveGate,
  retire: prepareRetire,
  rescue: prepareRescue,
  "transfer-admin": prepareTransferAdmin,
  upgrade: prepareUpgrade,
  "repair-path": prepareRepairPath,
  timelock: prepareTimelock,
};

/** Returns an operation by its name. */
export function operationNamed(name: OperationName): Operation {
  const row = OPERATION_ROWS.find((entry) => entry.name === name);
  if (row === undefined) throw new Error(`There is no operation ${name}.`);
  return { ...row, prepare: PREPARE[name] };
}
