import type { Linter } from "eslint";

/** A room of the repository. */
export type Room = "tron" | "integration" | "issuer" | "config" | "deploy" | "scripts" | "tools" | "test";
export const ROOMS: Readonly<Record<Room, readonly string[]>>;
export const SHARED: { readonly tron: readonly string[] };
export const ISSUER: readonly string[];
export function roomZones(others: Linter.RulesRecord): Linter.Config[];
