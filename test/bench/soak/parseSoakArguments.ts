import { parseArgs } from 'node:util';

/** The validated command line. */
export interface SoakArguments {
  minutes: number;
  /** Number of clusters at any time. */
  clusters: number;
  /** Number of back ends of a portal that run beside the controllers. */
  replicas: number;
  /** Number of clusters that are created at once at the start, while the server is unreachable. */
  burst: number;
  /** The same seed gives the same faults in the same order. */
  seed: number;
}

export const USAGE = `Usage: yarn workspace test soak [options]

Creates, changes and deletes clusters while faults of the connection to the API server follow each other. Fails if a
cluster does not converge or is wrongly NotReady, or if memory or the number of sockets grows.

  --minutes N    duration (default: 60)
  --replicas N   also run N back ends of a portal on one Postgres, each behind the same faults, kill one now and then,
                 and read from them in turn: nobody may be shown older data than before (default: 0)
  --clusters N   number of clusters at any time (default: 20)
  --burst N      start with an outage in which N clusters are created at once, and delete them again (default: 0)
  --seed N       seed of the random faults (default: from the clock; it is printed)
  --help, -h     show this text
`;

/**
 * @returns `undefined` if help was requested.
 * @throws Error if an argument is invalid; the message names it.
 */
export function parseSoakArguments(argv: string[]): SoakArguments | undefined {
  const { values } = parseArgs({
    args: argv,
    options: {
      minutes: { type: 'string', default: '60' },
      replicas: { type: 'string', default: '0' },
      clusters: { type: 'string', default: '20' },
      burst: { type: 'string', default: '0' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  return {
    minutes: atLeast(0, 'minutes', values.minutes),
    replicas: atLeast(0, 'replicas', values.replicas),
    clusters: atLeast(1, 'clusters', values.clusters),
    burst: atLeast(0, 'burst', values.burst),
    seed: atLeast(0, 'seed', values.seed),
  };
}

function atLeast(least: number, name: string, text: string): number {
  const value = Number(text);
  if (!(value >= least)) {
    throw new Error(`--${name} must be a number from ${least}, not ${text}`);
  }
  return value;
}
