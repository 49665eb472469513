import { PostgresServer } from './PostgresServer';

/**
 * Describes what needs a Postgres. Where none is installed that is printed and nothing runs; it is an error where
 * everything is required (`DPF_REQUIRE_ALL=1`).
 */
export function describeWithPostgres(
  name: string,
  tests: (programs: string) => void,
): void {
  const programs = PostgresServer.find();
  if (programs) {
    describe(name, () => tests(programs));
    return;
  }
  const missing =
    'There is no Postgres here (Debian: apt-get install postgresql)';
  if (process.env.DPF_REQUIRE_ALL === '1') {
    throw new Error(missing);
  }
  process.stdout.write(`  ${name} is not tested: ${missing}\n`);
  describe.skip(name, () => tests(''));
}
