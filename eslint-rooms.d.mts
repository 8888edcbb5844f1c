import type { Linter } from "eslint";

/** A room of the repository. */
export type Room =
  | "packages/tron"
  | "packages/hardhat-tron"
  | "packages/integration"
  | "issuer"
  | "config"
  | "deploy"
  | "scripts"
  | "tools"
  | "test";
export const ROOMS: Readonly<Record<Room, readonly string[]>>;
export const ISSUER: readonly string[];
export function roomZones(others: Linter.RulesRecord): Linter.Config[];
