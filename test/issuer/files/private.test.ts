import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Register } from "../../../issuer/attestation/files.ts";
import { openBooks } from "../../../issuer/books/book-file.ts";
import { Journal } from "../../../issuer/journal/journal.ts";
import { fileStore, writeAtomically } from "../../../issuer/journal/store.ts";
import { replaceFile } from "../../../issuer/files/durable.ts";
import { emptyFolder } from "../../support/folders.ts";

const IDENTITY = { coin: "kgst", environment: "development", tokenId: `0x${"11".repeat(32)}`, decimals: 6 } as const;
const LINE = {
  at: "2027-01-01T00:00:00Z",
  attestor: "0x1",
  digest: "0x2",
  sequence: "1",
  epoch: "1",
  revision: "0",
  asOf: "1",
  validFrom: "1",
  validUntil: "2",
  reserves: "3",
  allocations: [],
};

describe("Files with what they can reveal", () => {
  let usual: number | undefined;
  afterEach(() => {
    if (usual !== undefined) process.umask(usual);
    usual = undefined;
  });
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

  for (const umask of [0o000, 0o022, 0o077]) {
    it(`are their owner's alone under umask ${umask.toString(8).padStart(3, "0")}, and so are their folders`, () => {
      usual = process.umask(umask);
      const root = emptyFolder();
      const store = fileStore("bsc", "kgst", { root });
      const lock = store.lock();
      store.openJournal().append({ type: "observed", key: "k" });
      store.saveBundle("a.json", { a: 1 });
      store.offerBundle("b.tron.json", { b: 1 });
      new Register(join(root, "reports", "kgst-mainnet")).append(LINE);
      replaceFile(join(root, "reports", "kgst-mainnet", "1.json"), "{}\n");
      openBooks(join(root, "books", "kgst.sqlite"), IDENTITY).close();
      const seen = everyPath(root);
      lock.release();
      expect(seen.map((path) => path.slice(root.length + 1))).to.include.members(
        ["bsc/kgst.lock", "bsc/kgst.journal.jsonl", "bsc/bundles/a.json", "bsc/bundles/b.tron.json"].concat([
          "reports/kgst-mainnet/signed.jsonl",
          "reports/kgst-mainnet/1.json",
          "books/kgst.sqlite",
        ]),
      );
      for (const path of seen.filter((entry) => !entry.endsWith(".lock"))) {
        expect([path, modeOf(path)]).to.deep.equal([path, statSync(path).isDirectory() ? "700" : "600"]);
      }
    });
  }

  it("that are open to others from before are closed to them", () => {
    const root = emptyFolder();
    const folder = join(root, "bsc");
    mkdirSync(join(folder, "bundles"), { recursive: true });
    const [journal, bundle, books] = [
      join(folder, "kgst.journal.jsonl"),
      join(folder, "bundles", "a.json"),
      join(root, "b"),
    ];
    new Journal({ file: journal }).append({ type: "observed", key: "k" });
    writeFileSync(bundle, '{\n  "a": 1\n}\n');
    openBooks(books, IDENTITY).close();
    for (const file of [journal, bundle, books]) chmodSync(file, 0o666);
    for (const each of [folder, join(folder, "bundles")]) chmodSync(each, 0o777);

    const store = fileStore("bsc", "kgst", { root });
    store.lock().release();
    store.openJournal().append({ type: "observed", key: "l" });
    store.saveBundle("a.json", { a: 1 }); // the same as it was
    openBooks(books, IDENTITY).close();
    expect([journal, bundle, books, folder, join(folder, "bundles")].map(modeOf)).to.deep.equal([
      ...["600", "600", "600"],
      ...["700", "700"],
    ]);
  });

  it("that are replaced do not keep the old one's openness", () => {
    const file = join(emptyFolder(), "x.tron.json");
    writeFileSync(file, "{}\n");
    chmodSync(file, 0o666);
    writeAtomically(file, { signed: true });
    expect(modeOf(file)).to.equal("600");
  });
});

function everyPath(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...everyPath(path)] : [path];
  });
}
