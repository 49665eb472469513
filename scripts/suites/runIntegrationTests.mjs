import { join } from 'node:path';
import { runJest, timed } from './runVisibly.mjs';
import { twiceAtMost } from './secondAttempt.mjs';

/**
 * Number of files that run in parallel. They mostly wait for probe intervals,
 * Lease durations and back-off. With more of them, probes time out on two busy
 * cores.
 */
const SIDE_BY_SIDE = 4;

const LONG = String.raw`\.long(\.timed)?\.test\.ts$`;
const LONG_TIMED = String.raw`\.long\.timed\.test\.ts$`;
const TIMED = String.raw`\.timed\.test\.ts$`;

/**
 * The parts of a level. A file `*.timed.test.ts` measures time and never runs in
 * parallel with another one. A file `*.long.test.ts` or `*.long.timed.test.ts`
 * belongs to the level `long`. Both levels together are one run, because one file
 * that waits would leave the machine idle at the end of each.
 */
const PARTS = {
  integration: [
    { name: 'side by side', ignore: [LONG, TIMED], workers: SIDE_BY_SIDE },
    { name: 'timed', match: TIMED, ignore: [LONG], workers: 1 },
  ],
  long: [
    {
      name: 'side by side',
      match: LONG,
      ignore: [TIMED],
      workers: SIDE_BY_SIDE,
    },
    { name: 'timed', match: LONG_TIMED, ignore: [], workers: 1 },
  ],
  'integration and long': [
    { name: 'side by side', ignore: [TIMED], workers: SIDE_BY_SIDE },
    { name: 'timed', match: TIMED, ignore: [], workers: 1 },
  ],
};

function jestArguments({ match, ignore, workers }, only) {
  return [
    '--top-level',
    'jest',
    '--config',
    'integration/jest.config.js',
    '--ci',
    ...(only.length > 0
      ? // A file that failed in parallel with others is retried alone.
        ['--runInBand', '--runTestsByPath', ...only]
      : [
          workers === 1 ? '--runInBand' : `--maxWorkers=${workers}`,
          ...ignore.map(pattern => `--testPathIgnorePatterns=${pattern}`),
          ...(match ? [`--testPathPatterns=${match}`] : []),
        ]),
  ];
}

/** The levels to run when this one is due: both with the first of them, if both are selected. */
function levelsOf(level, selected) {
  const both = selected.includes('integration') && selected.includes('long');
  if (!both) {
    return level;
  }
  return level === 'integration' ? 'integration and long' : undefined;
}

/**
 * Runs the tests that cross packages, each file with its own real API server:
 * those of `npm test`, those of `npm test -- long`, or both in one run.
 */
export async function runIntegrationTests(context, level) {
  const { env, root, reports, selected } = context;
  const outcomes = [];
  const levels = levelsOf(level, selected);
  for (const part of PARTS[levels] ?? []) {
    const report = `${level}-${part.name.replaceAll(' ', '-')}`;
    outcomes.push(
      await timed(`${levels}, ${part.name}`, () =>
        twiceAtMost({ reports, name: report }, (file, only) =>
          runJest({
            args: jestArguments(part, only),
            env: { ...env, NODE_ENV: 'test', TZ: 'UTC' },
            cwd: join(root, 'test'),
            file,
          }),
        ),
      ),
    );
  }
  return outcomes;
}
