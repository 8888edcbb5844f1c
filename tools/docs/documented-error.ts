/** One error as other generators need it. */
export interface DocumentedError {
  readonly name: string;
  /** With `0x`. */
  readonly selector: string;
  /** With the names of its values. */
  readonly signature: string;
  readonly parameters: readonly string[];
  readonly meaning: string;
  /** What to do about it. */
  readonly action: string;
  /** Whether this repository documents it. */
  readonly own: boolean;
}
