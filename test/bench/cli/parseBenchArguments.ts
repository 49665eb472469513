import { parseArgs } from 'node:util';
import { messageOf } from '@dpf-portal/kube-controller';

/** The courses there are, in the order in which they are run. */
export const COURSES = [
  'creation',
  'crash',
  'away',
  'tenants',
  'probes',
  'list',
  'live',
  'joined',
] as const;

export type CourseName = (typeof COURSES)[number];

/** The command line, checked. */
export interface BenchArguments {
  only: readonly CourseName[];
  clusters: number;
  runs: number;
  steadySeconds: number;
  /** Parts of contestants' names; empty: all there are. */
  contestants: readonly string[];
  /** Where our own process leaves its CPU profiles. */
  profileDirectory?: string;
  /** The markdown file that the table is put into. Default: printed only. */
  output?: string;
}

export const USAGE = `Usage: yarn workspace test bench [options]

The same load on this project's controllers and on the vendor's, each on a fresh API server, in turn.

  --only COURSE,…       ${COURSES.join(', ')} (default: all)
  --contestants NAME,…  only contestants whose names begin so
  --clusters N          clusters made at once (default: 100)
  --runs N              rounds; figures are medians over them (default: 1)
  --steady SECONDS      how long nothing is done and requests are counted (default: 60)
  --profile DIRECTORY   CPU profiles of our own controllers, one a process
  --output FILE         write the table there too, between the markers of that markdown file
  --help, -h            this text

The vendor's controllers are found by DPF_PEERS (a folder with their programs) and DPF_PEER_CRDS (one with their
CRDs); without these they are left out.
`;

/** What was typed cannot be used; the message says what would be right. */
export class BenchUsageError extends Error {
  readonly name = 'BenchUsageError';
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new BenchUsageError(`--${name} is a number from 1, not ${text}.`);
  }
  return value;
}

function parseCourses(text: string | undefined): readonly CourseName[] {
  const asked = text?.split(',') ?? COURSES;
  return asked.map(name => {
    const course = COURSES.find(known => known === name);
    if (!course) {
      throw new BenchUsageError(
        `There is no course ${name}; there are ${COURSES.join(', ')}.`,
      );
    }
    return course;
  });
}

/**
 * @returns `undefined` when help was asked for.
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
        contestants: { type: 'string', default: '' },
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
    only: parseCourses(values.only),
    clusters: positive('clusters', values.clusters),
    runs: positive('runs', values.runs),
    steadySeconds: positive('steady', values.steady),
    contestants: values.contestants.split(',').filter(Boolean),
    profileDirectory: values.profile,
    output: values.output,
  };
}
