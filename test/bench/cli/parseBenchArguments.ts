import { parseArgs } from 'node:util';
import { messageOf } from '@dpf-portal/kube-controller';

/** All scenarios, in the order in which they run. */
export const SCENARIOS = [
  'creation',
  'bare',
  'crash',
  'away',
  'tenants',
  'probes',
  'list',
  'sites',
  'live',
  'joined',
  'pages',
  'hosted',
] as const;

export type ScenarioName = (typeof SCENARIOS)[number];

/** The validated command line. */
export interface BenchArguments {
  only: readonly ScenarioName[];
  clusters: number;
  runs: number;
  steadySeconds: number;
  /** Names of the subjects to measure. Empty: all. */
  subjects: readonly string[];
  /** Folder for the CPU profiles of our own process. */
  profileDirectory?: string;
  /** The file to write the table to, as markdown. Default: it is only printed. */
  output?: string;
}

export const USAGE = `Usage: yarn workspace test bench [options]

Puts the same load on this project's controllers and on the vendor's, in turn, each on a new API server.

  --only SCENARIO,…     ${SCENARIOS.join(', ')} (default: all)
  --subjects NAME,…     only these subjects, for example "ours unprobed" (default: all)
  --clusters N          clusters created at once (default: 100)
  --runs N              rounds; the table has their medians (default: 1)
  --steady SECONDS      idle time during which requests are counted (default: 60)
  --profile DIRECTORY   write a CPU profile for each process of our controllers
  --output FILE         also write the table to this file, as markdown
  --help, -h            show this text

The scenario pages needs Chromium (CHROMIUM_PATH, default /usr/bin/chromium).

To include the vendor's controllers, set DPF_PEERS to the folder with their programs and DPF_PEER_CRDS to the folder
with their CRDs.
`;

/** The command line is invalid; the message says what is accepted. */
export class BenchUsageError extends Error {
  readonly name = 'BenchUsageError';
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new BenchUsageError(
      `--${name} must be a whole number of at least 1, not ${text}.`,
    );
  }
  return value;
}

function parseScenarios(text: string | undefined): readonly ScenarioName[] {
  const asked = text?.split(',') ?? SCENARIOS;
  return asked.map(name => {
    const scenario = SCENARIOS.find(known => known === name);
    if (!scenario) {
      throw new BenchUsageError(
        `There is no scenario ${name}. Choose from ${SCENARIOS.join(', ')}.`,
      );
    }
    return scenario;
  });
}

/**
 * @returns `undefined` if help was requested.
 * @throws BenchUsageError
 */
export function parseBenchArguments(
  argv: string[],
): BenchArguments | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        only: { type: 'string' },
        subjects: { type: 'string', default: '' },
        clusters: { type: 'string', default: '100' },
        runs: { type: 'string', default: '1' },
        steady: { type: 'string', default: '60' },
        profile: { type: 'string' },
        output: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new BenchUsageError(messageOf(error));
  }
  if (values.help) {
    return undefined;
  }
  return {
    only: parseScenarios(values.only),
    clusters: positive('clusters', values.clusters),
    runs: positive('runs', values.runs),
    steadySeconds: positive('steady', values.steady),
    subjects: values.subjects.split(',').filter(Boolean),
    profileDirectory: values.profile,
    output: values.output,
  };
}
