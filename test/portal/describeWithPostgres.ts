import { describeUnless } from '../describeUnless';
import { PostgresServer } from './PostgresServer';

const MISSING = 'Postgres is not here (Debian: apt-get install postgresql)';

/**
 * `describe` for what needs a Postgres.
 *
 * @throws Error when there is none and everything is required (`DPF_REQUIRE_ALL=1`).
 */
export function describeWithPostgres(
  name: string,
  tests: (programs: string) => void,
): void {
  const programs = PostgresServer.find();
  if (!programs && process.env.DPF_REQUIRE_ALL === '1') {
    throw new Error(MISSING);
  }
  describeUnless(programs ? undefined : MISSING, name, () =>
    tests(programs ?? ''),
  );
}
