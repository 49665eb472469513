import { PostgresServer } from './PostgresServer';

/**
 * `describe` for what needs a Postgres; skipped, with the reason printed, where none is installed, and an error where
 * everything is required (`DPF_REQUIRE_ALL=1`).
 */
export function describeWithPostgres(
  name: string,
  tests: (programs: string) => void,
): void {
  const programs = PostgresServer.find();
  if (!programs) {
    const missing =
      'There is no Postgres here (Debian: apt-get install postgresql)';
    if (process.env.DPF_REQUIRE_ALL === '1') {
      throw new Error(missing);
    }
    process.stdout.write(`  Skipped: "${name}". ${missing}\n`);
  }
  (programs ? describe : describe.skip)(name, () => tests(programs ?? ''));
}
