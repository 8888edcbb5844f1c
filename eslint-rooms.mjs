import { readFileSync } from "node:fs";

/**
 * Which rooms of the repository may be imported where: docs/adr/0016-rooms-with-one-direction.md says why. The linter
 * knows the names of folders from here, and from nowhere else.
 */

/** Rooms, and those that each may import. The linter is silent about a room that is not here: nothing imports from it. */
export const ROOMS = {
  "packages/tron": [],
  "packages/hardhat-tron": ["packages/tron"],
  "packages/integration": ["packages/tron"],
  issuer: ["packages/tron", "packages/integration"],
  config: ["issuer"],
  deploy: ["issuer", "packages/tron", "packages/integration"],
  scripts: ["config", "deploy", "issuer", "packages/tron", "packages/hardhat-tron", "packages/integration"],
  tools: [
    "scripts",
    "config",
    "deploy",
    "issuer",
    "packages/tron",
    "packages/hardhat-tron",
    "packages/integration",
    "test",
  ],
  test: [
    ...["tools", "scripts", "config", "deploy", "issuer", "packages/tron", "packages/hardhat-tron"],
    ...["packages/integration", "examples"],
  ],
};

/** Folders of issuer/, lowest first: each imports only from those before it. */
export const ISSUER = [
  "characters",
  "errors.ts",
  "text",
  "output",
  "references",
  "files",
  "secrets",
  "tables",
  "nodes",
  "layerzero",
  "coin-file",
  "signing",
  "chains",
  "refusals",
  "model",
  "journal",
  "reports",
  "engine",
  "coin",
  "subjects",
  "cosigning",
  "verification",
  "terminal",
  "operations",
  "history",
  "attestation",
  "books",
  "moves",
  "anchor",
  "status",
  "monitor",
];

const PACKAGES = "packages/";

/** Files of a package that others may import: those that its `exports` name. */
function entriesOf(room) {
  const { exports } = JSON.parse(readFileSync(new URL(`./${room}/package.json`, import.meta.url), "utf8"));
  return Object.values(exports).flatMap(({ default: file = "" }) => /^\.\/dist\/(.+)\.js$/.exec(file)?.[1] ?? []);
}

/** What a package must not import of one that it may import from: everything that is not exported. */
function inside(room) {
  const entries = names(entriesOf(room));
  const regex = `^(\\.\\./)+(${PACKAGES})?${room.slice(PACKAGES.length)}/(?!(${entries})\\.ts$)`;
  return { regex, message: `Of ${room}/ other packages import only what its package.json exports` };
}

/** How one package's name stands in an import of another's. */
const fromPackage = (room) => (room.startsWith(PACKAGES) ? [room.slice(PACKAGES.length)] : []);

const names = (list) => list.map((name) => name.replaceAll(".", "\\.")).join("|");

/** A zone of the linter: what the files of a room, or of a folder of issuer/, must not import. */
function zone(files, patterns, others) {
  return {
    files,
    rules: {
      "no-restricted-imports": [
        others["no-restricted-imports"][0],
        { ...others["no-restricted-imports"][1], patterns: patterns.filter(({ regex }) => regex !== null) },
      ],
    },
  };
}

/**
 * The linter's zones.
 * @param {import("eslint").Linter.RulesRecord} others - Rules of the same name that hold as well.
 */
export function roomZones(others) {
  const none = { "no-restricted-imports": ["error", {}] };
  const spoken = new Set(["issuer", "scripts", "tools", "deploy"]);
  const rooms = Object.entries(ROOMS).map(([room, allowed]) => {
    const forbidden = Object.keys(ROOMS).filter((other) => other !== room && !allowed.includes(other));
    const message = `${room}/ imports from ${allowed.length === 0 ? "no other room" : allowed.join(", ")}: eslint-rooms.mjs`;
    const others = room.startsWith(PACKAGES) ? [...forbidden, ...forbidden.flatMap(fromPackage)] : forbidden;
    const regex = others.length === 0 ? null : `^(\\.\\./)+(${names(others)})/`;
    const closed = room.startsWith(PACKAGES) ? allowed.filter((one) => one.startsWith(PACKAGES)).map(inside) : [];
    return { room, pattern: { regex, message }, closed };
  });
  const upward = ISSUER.map((folder, index) => {
    const later = ISSUER.slice(index + 1);
    const message = `issuer/${folder} imports only from folders before it: ISSUER in eslint-rooms.mjs`;
    const up = folder.endsWith(".ts") ? "\\./" : "\\.\\./";
    return { folder, pattern: { regex: later.length === 0 ? null : `^${up}(${names(later)})(/|$)`, message } };
  });
  const beside = (room) => (spoken.has(room) ? others : none);
  const own = rooms.find(({ room }) => room === "issuer").pattern;
  return [
    ...rooms.map(({ room, pattern, closed }) => zone([`${room}/**/*.ts`], [pattern, ...closed], beside(room))),
    ...upward.map(({ folder, pattern }) => {
      const files = folder.endsWith(".ts") ? [`issuer/${folder}`] : [`issuer/${folder}/**/*.ts`];
      return zone(files, [own, pattern], others);
    }),
  ];
}
