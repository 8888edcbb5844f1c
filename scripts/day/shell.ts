import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** A command that did not end as it should. */
export class UnexpectedEnd extends Error {}

/** Runs commands as people type them, and keeps what they print. */
export class Shell {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #say: (text: string) => void;
  readonly #parts: string[] = [];
  /** Commands that were run. */
  commands = 0;

  constructor(environment: Readonly<Record<string, string>>, say: (text: string) => void) {
    this.#environment = environment;
    this.#say = say;
  }

  /** Everything so far, as Markdown. */
  get transcript(): string {
    return this.#parts.join("\n");
  }

  /** A heading. */
  scene(time: string, title: string): void {
    this.#write(`\n## ${time}: ${title}\n`);
  }

  /** A sentence between two commands. */
  note(text: string): void {
    this.#write(`${text}\n`);
  }

  /**
   * Runs `npx hardhat <command>` as a process of its own.
   * @param expected - Its exit code: 1 for a refusal that belongs to the day.
   * @throws UnexpectedEnd if it ends otherwise.
   */
  async hardhat(command: string, expected = 0): Promise<void> {
    this.commands += 1;
    const words = command.match(/"[^"]*"|\S+/g) ?? [];
    const child = spawn(
      "hardhat",
      words.map((word) => word.replaceAll('"', "")),
      {
        env: { ...process.env, ...this.#environment, NO_COLOR: "1", CI: "true" },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject).on("close", resolve);
    });
    const text = stripVTControlCharacters(output).replaceAll(`${process.cwd()}/`, "").trim();
    this.#write(["```console", `$ npx hardhat ${command}`, text, "```", ""].join("\n"));
    if (code !== expected) throw new UnexpectedEnd(`"hardhat ${command}" ended with ${code}, not with ${expected}.`);
  }

  #write(text: string): void {
    this.#parts.push(text);
    this.#say(text);
  }
}
