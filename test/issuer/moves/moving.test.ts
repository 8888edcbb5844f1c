import { expect } from "chai";
import { ZeroAddress, id } from "ethers";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import type { OpenCoin } from "../../../issuer/coin/open.ts";
import { type Store, memoryStore } from "../../../issuer/journal/store.ts";
import { followMove } from "../../../issuer/moves/follow.ts";
import { type Moving, moveCoins } from "../../../issuer/moves/moving.ts";
import { type OperationOutcome, operate } from "../../../issuer/operations/run.ts";
import { parseReference } from "../../../issuer/references/reference.ts";
import { showPlan } from "../../../issuer/operations/show-operation.ts";
import type { CallAction } from "../../../issuer/model/plan.ts";
import { refusalOf } from "../../../issuer/refusals/refusals.ts";
import { developmentWallets, walletKeys } from "../../../issuer/signing/keys.ts";
import type { TaskResult } from "../../../issuer/terminal/task.ts";
import { moveBetween } from "../../../scripts/tasks/moves/move.ts";
import { retryBetween } from "../../../scripts/tasks/moves/retry.ts";
import type { OperationArguments } from "../../../scripts/tasks/operations/run.ts";
import { emptyFolder } from "../../support/folders.ts";
import { Killed } from "../../support/killed.ts";
import { type End } from "../../support/layerzero-stage.ts";
import { ENDS, HOLDER, MovingTown, OTHER, RECEIVER, accountOf, settled } from "../../support/moving.ts";

const AMOUNT = 2_500_000n;
/** Hash of the reference that the moves have. */
const id17 = parseReference("treasury 17", "act").hash;

/** What the task answers. */
interface TaskAnswer {
  readonly sent: number;
  readonly plan: readonly unknown[];
  readonly move: {
    readonly message: string;
    readonly stage: string;
    readonly next: { readonly by: string };
  } | null;
}

/** What a run is given besides the usual. */
interface Change {
  readonly given?: Readonly<Record<string, string>>;
  readonly from?: string | null;
  readonly coin?: Partial<OpenCoin>;
  readonly store?: Store;
  readonly dryRun?: boolean;
}

describe("An operator's move between the embedded chains", function () {
  this.timeout(180_000);
  let town: MovingTown;
  let store: ReturnType<typeof memoryStore>;
  before(async () => {
    town = await MovingTown.open();
    for (const end of ENDS) await settled(town.token(end, accountOf(HOLDER)).approve(town.adapterOn(end), 0n));
  });
  after(() => town.stage.close());
  beforeEach(() => (store = memoryStore()));

  const receiver = (end: End): string => (end === "tron" ? toBase58(accountOf(RECEIVER)) : accountOf(RECEIVER));
  const given = (end: End): Record<string, string> => ({
    ...{ to: receiver(OTHER[end]), amount: "2.50", reference: "treasury 17" },
  });
  const balance = (end: End, account: number = RECEIVER): Promise<bigint> =>
    town.coins[end].contracts.token.balanceOf(accountOf(account));

  async function run(end: End, change: Change = {}): Promise<OperationOutcome & { readonly operation_: Moving }> {
    const operation_ = moveCoins(town.coins[OTHER[end]]);
    const outcome = await operate({
      ...{ coin: { ...town.coins[end], ...change.coin }, operation: operation_, patience: 20_000 },
      ...{ given: { ...given(end), ...change.given }, store: change.store ?? store },
      from: change.from === undefined ? accountOf(HOLDER) : change.from,
      confirm: () => Promise.resolve(),
      dryRun: change.dryRun ?? false,
    });
    return { ...outcome, operation_ };
  }
  const refusal = async (end: End, change: Change = {}): Promise<[string, string]> => {
    const { code, message } = refusalOf(
      await run(end, change).then(
        () => null,
        (error: unknown) => error,
      ),
    );
    return [code, message];
  };

  for (const end of ENDS) {
    const there = OTHER[end];
    it(`leaves ${end} with its fee, arrives, and is not sent twice`, () =>
      town.takenBack(async () => {
        const planned = await run(end, { dryRun: true });
        const { transactions, notes } = planned.overview;
        const [approve, send] = transactions.map(({ action }) => action);
        expect([approve!.description, send!.description]).to.deep.equal([
          `let the adapter burn 2.50 KGST of ${accountOf(HOLDER)}`,
          `move 2.50 KGST of ${accountOf(HOLDER)} to ${town.network(there)}:${receiver(there)}, move "treasury 17"`,
        ]);
        expect(notes[0]).to.match(
          /^LayerZero asks for [\d.]+ (ETH|TRX)\. Up to [\d.]+ (ETH|TRX) go along; what is left/,
        );
        expect(notes[1]).to.contain(`2.50 KGST arrive for ${town.network(there)}:${receiver(there)}`);
        const native = await town.coins[end].chain.balance(accountOf(HOLDER));
        const first = await run(end);
        expect([first.state, first.sent]).to.deep.equal(["finished", 2]);
        const move = first.operation_.sent()!;
        expect(move).to.deep.include({ from: accountOf(HOLDER), to: accountOf(RECEIVER), amount: AMOUNT });
        expect(await town.coins[end].chain.balance(accountOf(HOLDER))).to.be.lessThan(native);
        const again = await run(end);
        expect([again.state, again.sent]).to.deep.equal(["finished", 0]);
        expect(again.operation_.sent()).to.deep.equal(move);
        expect(await balance(end, HOLDER)).to.equal(100_000_000n - AMOUNT);
        const way = { source: town.coins[end], destination: town.coins[there], move };
        const stages: string[] = [];
        const look = () => followMove(way, { patience: 0, tell: (stage) => stages.push(stage) });
        expect((await look()).next.by).to.equal("issuer");
        await town.confirm();
        await town.settle();
        expect(await look()).to.deep.equal({
          stage: "delivered",
          next: { by: "nobody", sentence: "It has arrived." },
        });
        expect(stages).to.deep.equal(["sent", "delivered"]);
        expect(await balance(there)).to.equal(AMOUNT);
        expect(await refusal(end, { given: { amount: "3" } })).to.satisfy(
          ([code, message]: [string, string]) =>
            code === "REFERENCE_USED" && message.startsWith('Move "treasury 17" was used for something else'),
        );
      }));

    for (const kill of [2, 5]) {
      it(`goes on from ${end} after it died at record ${kill}, and leaves once`, () =>
        town.takenBack(async () => {
          let [count, died] = [0, false];
          const dying = memoryStore({
            onRecord: (phase) => {
              if (!died && phase === "after" && ++count === kill) {
                died = true;
                throw new Killed();
              }
            },
          });
          await run(end, { store: dying }).catch(() => undefined);
          expect(died).to.equal(true);
          const { state, operation_ } = await run(end, { store: dying });
          expect(state).to.equal("finished");
          expect(operation_.sent()!.amount).to.equal(AMOUNT);
          expect(await balance(end, HOLDER)).to.equal(100_000_000n - AMOUNT);
        }));
    }

    it(`is written for others to sign with what goes along, and is known on ${end} once they have sent it`, () =>
      town.takenBack(async () => {
        const others = developmentWallets().filter(({ address }) => address !== accountOf(HOLDER));
        const elsewhere = { coin: { keys: walletKeys(others) } };
        expect((await run(end, elsewhere)).state).to.equal("waiting");
        await settled(town.token(end, accountOf(HOLDER)).approve(town.adapterOn(end), AMOUNT));
        const asked = await run(end, elsewhere);
        expect([asked.state, asked.sent]).to.deep.equal(["waiting", 0]);
        const { value } = asked.overview.transactions[0]!.action as CallAction;
        const { transactions } = store.bundles.get(`kgst-move-${id17.slice(2, 10)}.json`) as {
          readonly transactions: readonly { readonly value: string; readonly to: string }[];
        };
        expect(transactions).to.have.length(1);
        expect(transactions[0]).to.deep.include({ value: `${value}`, to: town.adapterOn(end) });
        expect(showPlan(asked.overview, town.coins[end].desired).join("")).to.match(/ go along/);
        expect(await refusal(end, { ...elsewhere, given: { reference: "treasury 18" } })).to.deep.equal([
          "MOVE_NOT_READY",
          'Move "treasury 17" waits for a signature, and is of the same amount, from and to the same accounts: on the chain both would look alike. Bring that one to its end first.',
        ]);
        const message = await town.move(end, AMOUNT);
        const seen = await run(end, elsewhere);
        expect([seen.state, seen.sent]).to.deep.equal(["finished", 0]);
        expect(seen.operation_.sent()!.packet.messageId).to.equal(message);
        expect((await run(end, elsewhere)).operation_.sent()!.packet.messageId).to.equal(message);
      }));

    it(`is a task on ${end} that follows what it has sent, and says what comes next where its patience ends`, () =>
      town.takenBack(async () => {
        const folder = process.env.OPERATIONS_FOLDER;
        process.env.OPERATIONS_FOLDER = emptyFolder();
        const flags = { json: true, yes: true, dryRun: false, patience: 1, coin: "", maxFee: "", priorityFee: "" };
        const args = { ...given(end), ...flags, from: accountOf(HOLDER) } as unknown as OperationArguments;
        const task = (change: object = {}): Promise<TaskResult> =>
          moveBetween(town.coins[end], town.coins[there], { ...args, ...change });
        try {
          const planned = await task({ dryRun: true });
          expect([planned.exitCode, (planned.json as TaskAnswer).move]).to.deep.equal([0, null]);
          const [, { value }] = (planned.json as TaskAnswer).plan as [unknown, { readonly value: bigint }];
          expect(value > 0n).to.equal(true);
          const { json, exitCode } = await task();
          const { sent, move } = json as TaskAnswer;
          expect([exitCode, sent, move?.stage, move?.next.by]).to.deep.equal([3, 2, "sent", "issuer"]);
          await town.confirm();
          await town.settle();
          const again = await task();
          expect([again.exitCode, (again.json as TaskAnswer).sent]).to.deep.equal([0, 0]);
          expect((again.json as TaskAnswer).move).to.deep.include({ stage: "delivered", message: move?.message });
          const retried = retryBetween(town.both, { ...args, message: move!.message } as unknown as OperationArguments);
          expect(await retried.catch(refusalOf)).to.have.property("code", "MOVE_OVER");
        } finally {
          if (folder === undefined) delete process.env.OPERATIONS_FOLDER;
          else process.env.OPERATIONS_FOLDER = folder;
        }
      }));

    it(`is refused from ${end} in a sentence before anything is sent`, () =>
      town.takenBack(async () => {
        const [here, other] = [town.network(end), town.network(there)];
        const where = `${other}:${receiver(there)}`;
        expect(await refusal(end, { given: { amount: "0.0000001" } })).to.satisfy(
          ([code]: [string]) => code === "AMOUNT_INVALID",
        );
        expect((await refusal(end, { given: { maxMoveFee: "0.000001" } }))[0]).to.equal("MOVE_FEE_ABOVE_CAP");
        expect((await refusal(end, { given: { amount: "1000" } }))[0]).to.equal("AMOUNT_EXCEEDED");
        const wrong = end === "tron" ? toBase58(accountOf(RECEIVER)) : "41nonsense";
        expect((await refusal(end, { given: { to: wrong } }))[1]).to.contain(`is not an address on ${other}`);
        expect((await refusal(end, { given: { to: ZeroAddress } }))[1]).to.contain("cannot receive");
        expect((await refusal(end, { given: { to: town.adapterOn(there) } }))[0]).to.equal("ACCOUNT_INVALID");
        expect(await refusal(end, { from: null })).to.deep.equal([
          "ARGUMENT_INVALID",
          "Whose coins shall leave? Name the account with --from, or put its key under TREASURY in `signers`.",
        ]);
        await town.stage.chains[end].setBalance(accountOf(HOLDER), 1n);
        expect((await refusal(end))[1]).to.contain("LayerZero's fee takes up to");
        await settled(town.token(there, example.guardian).freeze(accountOf(RECEIVER), id("case")));
        await settled(town.token(end, example.guardian).freeze(accountOf(HOLDER), id("case")));
        await settled(town.token(there, example.pauser).pause(8n));
        const [code, message] = await refusal(end);
        expect(code).to.equal("OPERATION_REFUSED");
        expect(message).to.contain(`--to: ${where} is frozen until`);
        expect(message).to.contain("--from: ");
        expect(message).to.contain(`"crosschain" is paused on ${other}: nothing arrives there until it is over.`);
        await settled(town.token(end, example.pauser).pause(8n));
        expect((await refusal(end))[1]).to.contain('"crosschain" is paused; ');
        expect(here).to.not.equal(other);
        expect(store.openJournal().records).to.deep.equal([]);
      }));
  }
});
