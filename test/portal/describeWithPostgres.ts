import { describeRequiring } from '../describeUnless';
import { PostgresServer } from './PostgresServer';

/** `describe` for tests that need a Postgres. */
export function describeWithPostgres(
  name: string,
  tests: (programs: string) => void,
): void {
  const programs = PostgresServer.find();
  describeRequiring(
    programs
      ? undefined
      : 'Postgres is not here (Debian: apt-get install postgresql)',
    name,
    () => tests(programs ?? ''),
  );
}
