import { task } from "hardhat/config";
import type { NewTaskActionFunction, NewTaskDefinition } from "hardhat/types/tasks";
import { OPERATION_ROWS, type OperationName, type OperationRow } from "../../../issuer/operations/operation-table.ts";
import { flag, option } from "../options.ts";

const FROM = {
  name: "from",
  description: "The account that acts; whoever holds the role and can sign here if left out",
};
const IRREVERSIBLE = { name: "irreversible", description: "The coin's symbol, for what cannot be undone; with --yes" };

/** One task for each of the issuer's operations. */
export const operationTasks: NewTaskDefinition[] = OPERATION_ROWS.map(toTask);

function toTask(row: OperationRow & { readonly name: OperationName }): NewTaskDefinition {
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
  return builder
    .addFlag(flag.dryRun)
    .addFlag(flag.yes)
    .addOption(option.patience)
    .addOption(option.maxFee)
    .addOption(option.priorityFee)
    .addFlag(flag.json)
    .setAction(async () => {
      const { operationAction } = await import("./run.ts");
      // Hardhat forgets the types of options that are added in a loop; their names are those of the rows.
      return { default: operationAction(name) as NewTaskActionFunction };
    })
    .build();
}
