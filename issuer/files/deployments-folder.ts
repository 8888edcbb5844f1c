import { fileURLToPath } from "node:url";

/** Returns the folder of records: the repository's own, unless `DEPLOYMENTS_FOLDER` names another. */
export function deploymentsFolder(): string {
  return process.env.DEPLOYMENTS_FOLDER ?? fileURLToPath(new URL("../../deployments/", import.meta.url));
}
