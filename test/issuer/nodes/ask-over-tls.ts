/** Asks a node or tells a webhook once: `KIND URL`. A program of its own, since Node reads its CAs when it starts. */
import { postAlert } from "../../../issuer/monitor/webhook.ts";
import type { Alert } from "../../../issuer/monitor/alert.ts";
import { EvmNodes } from "../../../issuer/nodes/evm-nodes.ts";
import { refusalOf } from "../../../issuer/refusals/refusals.ts";
import { TronClient, httpTransports } from "../../../packages/tron/client.ts";

/** Who is asked. */
export type Asked = "evm" | "tron" | "webhook";

async function ask(kind: Asked, url: string): Promise<unknown> {
  switch (kind) {
    case "evm":
      return new EvmNodes([url]).request("eth_gasPrice", []);
    case "tron":
      return new TronClient(httpTransports({ fullNode: url })).wallet("getchainparameters");
    case "webhook":
      await postAlert({ url, secret: "", attempts: 1, pause: 1, clock: () => 0 }, { id: "1" } as Alert);
      return "taken";
  }
}

const [kind, url = ""] = process.argv.slice(2);
const answer = await ask(kind as Asked, url).then(
  (result) => ({ result }),
  (error: unknown) => {
    const { code, message } = refusalOf(error);
    return { code, message };
  },
);
console.log(JSON.stringify(answer));
