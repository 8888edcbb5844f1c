import { task } from "hardhat/config";
import type { NewTaskActionFunction, NewTaskDefinition } from "hardhat/types/tasks";
import { OPERATION_ROWS, type OperationRow } from "../../../issuer/operations/operation-table.ts";
import { flag, option } from "../options.ts";
import type { OperationArguments } from "./run.ts";

const FROM = {
  name: "from",
  description: "The account that acts; whoever holds the role and can sign here if left out",
};
const IRREVERSIBLE = { name: "irreversible", description: "The coin's symbol, for what cannot be undone; with --yes" };

/** One task for each of the issuer's operations. */
export const operationTasks: NewTaskDefinition[] = OPERATION_ROWS.map((row) =>
  operationTask(row, async () => {
    const { operationAction } = await import("./run.ts");
    const { operationNamed } = await import("../../../issuer/operations/operations.ts");
    return operationAction(operationNamed(row.name));
  }),
);

/**
 * Returns the task of an operation, with the options that all of them have.
 * @param load - Loads what it does, when it is run.
 */
export function operationTask(
  row: OperationRow,
  load: () => Promise<NewTaskActionFunction<OperationArguments>>,
): NewTaskDefinition {
  const { name, description, options, irreversible, oneNetwork } = row;
  const own = options.map(({ fallback = "", ...rest }) => ({ ...rest, defaultValue: fallback }));
  const shared = [
    { ...FROM, defaultValue: "" },
    ...(irreversible === true ? [{ ...IRREVERSIBLE, defaultValue: "" }] : []),
    ...(oneNetwork === true ? [] : [option.networks]),
    option.coin,
  ];
  let builder = task(name, description);
  for (const entry of [...own, ...shared]) builder = builder.addOption(entry);
  return (
    builder
      .addFlag(flag.dryRun)
      .addFlag(flag.yes)
      .addOption(option.patience)
      .addOption(option.maxFee)
      .addOption(option.priorityFee)
      .addFlag(flag.json)
      // Hardhat forgets the types of options that are added in a loop; their names are those of the rows.
      .setAction(async () => ({ default: (await load()) as NewTaskActionFunction }))
      .build()
  );
}
