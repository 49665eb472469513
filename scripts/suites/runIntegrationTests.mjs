import { join } from 'node:path';
import { runJest, timed } from './runVisibly.mjs';
import { twiceAtMost } from './secondAttempt.mjs';

/**
 * How many files run side by side. They mostly wait: for probe intervals, Lease
 * times and back-off. More of them than this keep two cores so busy that
 * probes time out.
 */
const SIDE_BY_SIDE = 4;

const LONG = String.raw`\.long(\.timed)?\.test\.ts$`;
const LONG_TIMED = String.raw`\.long\.timed\.test\.ts$`;
const TIMED = String.raw`\.timed\.test\.ts$`;

/**
 * The parts of a level. A file whose name ends in `.timed.test.ts` measures time
 * and never runs beside another one; a file whose name ends in `.long.test.ts`
 * (or `.long.timed.test.ts`) belongs to the level `long`.
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
};

function jestArguments({ match, ignore, workers }, only) {
  return [
    '--top-level',
    'jest',
    '--config',
    'integration/jest.config.js',
    '--ci',
    ...(only.length > 0
      ? // A file that failed beside others is tried again alone.
        ['--runInBand', '--runTestsByPath', ...only]
      : [
          workers === 1 ? '--runInBand' : `--maxWorkers=${workers}`,
          ...ignore.map(pattern => `--testPathIgnorePatterns=${pattern}`),
          ...(match ? [`--testPathPatterns=${match}`] : []),
        ]),
  ];
}

/**
 * Runs the tests that cross packages, each file on a real API server of its
 * own: those of `npm test`, or those of `npm test -- long`.
 */
export async function runIntegrationTests({ env, root, reports }, level) {
  const outcomes = [];
  for (const part of PARTS[level]) {
    const report = `${level}-${part.name.replaceAll(' ', '-')}`;
    outcomes.push(
      await timed(`integration, ${part.name}`, () =>
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
