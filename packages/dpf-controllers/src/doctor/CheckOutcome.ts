/** What one look at a management cluster came to. @public */
export interface CheckOutcome {
  /** What was looked at, in a few words. */
  check: string;
  /** `warning`: it works, but not as it might be meant; only a `problem` keeps something from working. */
  state: 'ok' | 'warning' | 'problem';
  message: string;
  /** What a person can do about it. */
  remedy?: string;
}

/** An outcome before it is known of which check it is. */
export type Outcome = Omit<CheckOutcome, 'check'>;

export function ok(message: string): Outcome {
  return { state: 'ok', message };
}

export function warning(message: string, remedy: string): Outcome {
  return { state: 'warning', message, remedy };
}

export function problem(message: string, remedy: string): Outcome {
  return { state: 'problem', message, remedy };
}
