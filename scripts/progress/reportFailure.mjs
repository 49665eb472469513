import { UserError } from './UserError.mjs';

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
