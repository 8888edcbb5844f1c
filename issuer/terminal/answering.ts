/**
 * How far this process has come with its task's answer. One for a process: `runTask` moves it on, and the guard of the
 * process looks at it when the process ends otherwise than by an answer.
 */
export const answering: {
  /** `parsing`: no task has begun. `answered`: its answer is out, and nothing may change its exit code any more. */
  state: "parsing" | "running" | "answered";
  exitCode: number;
} = { state: "parsing", exitCode: 0 };
