import { parseArgs } from 'node:util';

/** The command line, checked. */
export interface SoakArguments {
  minutes: number;
  /** How many clusters there are at any time. */
  clusters: number;
  /** How many are asked for at once while the server is away, before everything else. */
  burst: number;
  /** The same seed, the same faults in the same order. */
  seed: number;
}

export const USAGE = `Usage: yarn workspace test soak [options]

Lets clusters come, change and go while the way to the API server meets one fault after another, and fails when
anything diverges, is called NotReady without being so, or memory or sockets grow.

  --minutes N    how long (default: 60)
  --clusters N   how many clusters there are at any time (default: 20)
  --burst N      begin with an outage in which so many are asked for at once, and let go of them again (default: 0)
  --seed N       chooses the faults (default: the time of day; it is printed)
  --help, -h     this text
`;

/**
 * @returns `undefined` when help was asked for.
 * @throws Error that says which argument is wrong.
 */
export function parseSoakArguments(argv: string[]): SoakArguments | undefined {
  const { values } = parseArgs({
    args: argv,
    options: {
      minutes: { type: 'string', default: '60' },
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
