import { type IncomingHttpHeaders, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Signer, id } from "ethers";
import { type ReserveReport, reportDomain, signReport } from "../../../issuer/reports/reserve-report.ts";
import { type Side, type TwoChains, units } from "../attestation/support.ts";
import { reportOf } from "../../support/reports.ts";

/** Seconds of a day. */
export const DAY = 86_400n;

/** A receiver of alerts that can refuse. */
export class Hook {
  readonly taken: { readonly body: string; readonly headers: IncomingHttpHeaders }[] = [];
  refuse = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        if (this.refuse > 0) {
          this.refuse -= 1;
          response.writeHead(503).end();
          return;
        }
        this.taken.push({ body, headers: request.headers });
        response.writeHead(204).end();
      });
    });
  }

  static async open(): Promise<Hook> {
    const hook = new Hook();
    await new Promise<void>((resolve) => hook.#server.listen(0, "127.0.0.1", resolve));
    return hook;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/alerts`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** A report for both chains whose window begins now. */
export async function nextReport(world: TwoChains, sequence: bigint, whole: number): Promise<ReserveReport> {
  const times = await Promise.all(
    world.sides.map(async ({ coin }) => BigInt((await coin.chain.provider.getBlock("latest"))!.timestamp)),
  );
  const asOf = times.reduce((least, time) => (time < least ? time : least));
  const validFrom = times.reduce((most, time) => (time > most ? time : most));
  const mintable = units(whole);
  const allocations = world.sides.map(({ coin }) => ({ chainId: coin.desired.network.chainId, mintable }));
  const epoch = await world.evm.coin.contracts.attestations.epoch();
  return reportOf({ sequence, epoch, asOf, validFrom, reserves: units(10_000_000), allocations });
}

/** Signatures of four attestors. */
export async function signed({ coin, as }: Side, report: ReserveReport): Promise<string[]> {
  const attestors = await Promise.all([0, 1, 2, 3].map((index) => as("ATTESTOR", index)));
  return signReport(await reportDomain(coin.contracts.attestations), report, attestors);
}

/** Posts a report as anyone may, once its window has begun by the chain's own clock. */
export async function submit(world: TwoChains, side: Side, report: ReserveReport): Promise<void> {
  // The window must have begun by the chain's own clock.
  const block = await side.coin.chain.provider.getBlock("latest");
  if (BigInt(block!.timestamp) < report.validFrom) await side.node.travel(Number(report.validFrom) - block!.timestamp);
  const anyone = side.coin.contracts.attestations.connect(await side.as("MINTER"));
  await world.done(anyone.submit(report, await signed(side, report)));
}

/** A guardian's freeze of somebody. */
export async function freeze({ coin, as }: Side): Promise<void> {
  const guardian = coin.contracts.token.connect(await as("GUARDIAN"));
  await (await guardian.freeze(await (await as("RESCUER")).getAddress(), id("case"))).wait();
}

/** One call of each kind that the timelock can make without new code. */
export function changes({ contracts, addresses, desired }: Side["coin"]): [string[], bigint[], string[]] {
  const { token, attestations, timelock } = contracts;
  const stranger = desired.roles.RESCUER[0]!;
  const { attestors } = desired.attestation;
  const calls: [string, string][] = [
    [addresses.token, token.interface.encodeFunctionData("grantRole", [id("MINTER_ROLE"), stranger])],
    [addresses.token, token.interface.encodeFunctionData("beginDefaultAdminTransfer", [stranger])],
    [addresses.token, token.interface.encodeFunctionData("changeDefaultAdminDelay", [3n * DAY])],
    [addresses.timelock, timelock.interface.encodeFunctionData("updateDelay", [60n])],
    [addresses.attestations, attestations.interface.encodeFunctionData("setAttestors", [[...attestors], 4n, false])],
    [addresses.token, token.interface.encodeFunctionData("setReserveGate", [addresses.attestations])],
    [addresses.token, token.interface.encodeFunctionData("retire", [stranger])],
  ];
  return [calls.map(([to]) => to), calls.map(() => 0n), calls.map(([, data]) => data)];
}

/** Who executes what the timelock holds. */
export async function executorOf({ keys, chain, desired }: Side["coin"], as: Side["as"]): Promise<Signer> {
  const key = await keys.find(desired.timelock.executors[0] ?? "");
  return key === null ? as("PROPOSER") : chain.signer(key);
}
