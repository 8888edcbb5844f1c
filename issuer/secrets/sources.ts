import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileRefusal } from "../files/file-refusals.ts";
import { OperatorError } from "../errors.ts";

/** Where systemd puts the files of `LoadCredential=` and `SetCredentialEncrypted=` for a service. */
const CREDENTIALS = "CREDENTIALS_DIRECTORY";
/** Name of the credential with the keystore's password. */
const PASSWORD = "KEYSTORE_PASSWORD";

/**
 * Returns the value of a configuration variable among the service's credentials: the file of that name in
 * `$CREDENTIALS_DIRECTORY`, without the end of its last line.
 * @returns Null if there is none.
 * @throws OperatorError `FILE_REFUSED` if it is there and cannot be read. What it says is never shown.
 */
export function credential(name: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const folder = env[CREDENTIALS] ?? "";
  return folder === "" || !/^\w+$/.test(name) ? null : readLine(join(folder, name), true);
}

/**
 * Returns the keystore's password where nobody can type it: from the file descriptor `KEYSTORE_PASSWORD_FD`, the file
 * `KEYSTORE_PASSWORD_FILE`, or the credential `KEYSTORE_PASSWORD`.
 * @returns Null if none of them is given.
 * @throws OperatorError `ARGUMENT_INVALID` or `FILE_REFUSED`.
 */
export function keystorePassword(env: NodeJS.ProcessEnv = process.env): string | null {
  const descriptor = env[`${PASSWORD}_FD`] ?? "";
  if (descriptor !== "") {
    if (/^\d{1,4}$/.test(descriptor)) return readLine(Number(descriptor), false);
    throw new OperatorError("ARGUMENT_INVALID", `${PASSWORD}_FD is not the number of a file descriptor.`);
  }
  const file = env[`${PASSWORD}_FILE`] ?? "";
  return file === "" ? credential(PASSWORD, env) : readLine(file, false);
}

function readLine(from: string | number, mayMiss: boolean): string | null {
  try {
    return readFileSync(from, "utf8").replace(/\r?\n$/, "");
  } catch (cause) {
    if (mayMiss && (cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    const where = typeof from === "number" ? `File descriptor ${from}` : from;
    const message = fileRefusal(cause)?.message ?? "it cannot be read.";
    throw new OperatorError("FILE_REFUSED", `${where}: ${message}`, { cause });
  }
}
