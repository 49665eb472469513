/**
 * A failure a person can act on: what happened, and what to do about it.
 * The entry scripts print both and no stack trace.
 */
export class UserError extends Error {
  /**
   * @param {string} message - what happened, one sentence
   * @param {string} remedy - what to do next
   */
  constructor(message, remedy) {
    super(message);
    this.name = 'UserError';
    this.remedy = remedy;
  }
}

/** What was typed cannot be used; the scripts end with 2 instead of 1. */
export class UsageError extends UserError {
  constructor(message, remedy) {
    super(message, remedy);
    this.name = 'UsageError';
  }
}

/** Prints a failure on stderr: with its remedy where it has one, else with its stack. */
export function reportFailure(error) {
  if (error instanceof UserError) {
    process.stderr.write(`\n${error.message}\n${error.remedy}\n`);
    return;
  }
  const text = error instanceof Error ? error.stack : String(error);
  process.stderr.write(
    `\n${text}\nThis is a defect in scripts/, please report it.\n`,
  );
}
