import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { EXIT } from "../../issuer/terminal/exit.ts";
import { runTask } from "../../issuer/terminal/task.ts";
import { chosenCoin } from "../../issuer/coin/chosen-coin.ts";
import { chosenNetwork } from "../../issuer/coin/networks.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { resolveCoin } from "../../issuer/coin-file/resolve.ts";
import type { ValidCoinConfig } from "../../issuer/coin-file/schema.ts";
import { OperatorError, isRefusal } from "../../issuer/errors.ts";
import { actsOf } from "../../issuer/history/acts.ts";
import { type Asked, filterOf } from "../../issuer/history/filter.ts";
import { journalsOf } from "../../issuer/history/journals.ts";
import { type Network, type Writing, actsToCsv, actsToJson, showActs } from "../../issuer/history/show.ts";
import { say } from "../../issuer/output/say.ts";

interface HistoryArguments extends Asked {
  readonly coin: string;
  /** Names with commas between them; empty for `--network`, and without that for all that have journals. */
  readonly networks: string;
  readonly csv: boolean;
  readonly json: boolean;
}

const history: NewTaskActionFunction<HistoryArguments> = (asked, hre) =>
  runTask(asked.json, async () => {
    if (asked.csv && asked.json)
      throw new OperatorError("ARGUMENT_INVALID", "--csv and --json: give one or the other.");
    const matches = filterOf(asked);
    const coin = await chosenCoin(hre, asked.coin);
    const config = await loadCoin(coin);
    const journals = journalsOf(coin);
    const known = [...new Set(journals.map(({ network }) => network))];
    const chosen = asked.networks === "" ? (chosenNetwork(hre) ?? "") : asked.networks;
    const wanted = chosen.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
    const named = journals.filter(({ network }) => wanted.length === 0 || wanted.includes(network));
    const acts = actsOf(named, matches);
    const writing = writingOf(coin, config, known);
    if (asked.csv) say(...actsToCsv(acts, writing));
    else if (!asked.json) say(...showActs(acts, writing));
    return { json: { coin, ...actsToJson(acts, writing) }, exitCode: EXIT.done };
  });

/** A network that left the coin's file keeps its journals; its addresses are shown as they were written. */
function writingOf(coin: string, config: ValidCoinConfig, names: readonly string[]): Writing {
  const networks = names.flatMap((name): [string, Network][] => {
    try {
      return [[name, { target: resolveCoin(coin, config, name).network }]];
    } catch (error) {
      if (isRefusal(error, "NETWORK_UNKNOWN")) return [];
      throw error;
    }
  });
  return { decimals: config.decimals, symbol: config.symbol, networks: new Map(networks) };
}

export default history;
