/** One thing that an analysis says about one place. */
export interface Finding {
  /** Tool and rule, such as `slither/timestamp`. */
  readonly check: string;
  readonly place: string;
  /** What it is about, in names and not in lines. */
  readonly subject: string;
  readonly line: number;
  readonly description: string;
}

/** Why a finding is none. */
export interface Triage {
  readonly check: string;
  readonly place: string;
  readonly subject: string;
  readonly reason: string;
}

/** Returns whether a triage is about a finding. */
export function covers(triage: Triage, finding: Finding): boolean {
  return triage.check === finding.check && triage.place === finding.place && triage.subject === finding.subject;
}
