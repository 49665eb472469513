import { join } from 'node:path';
import { readReport } from './readReport.mjs';
import { runFreshPortal } from './runFreshPortal.mjs';
import { runIntegrationTests } from './runIntegrationTests.mjs';
import { runVisibly, runVisiblyWithTail, timed } from './runVisibly.mjs';

const SOAK_MINUTES = 5;

async function soak({ env, root }) {
  const { exitCode, tail } = await runVisiblyWithTail(
    'node',
    ['bench/soak.js', '--minutes', String(SOAK_MINUTES)],
    { env, cwd: join(root, 'test') },
  );
  const failed = exitCode === 0 ? 0 : 1;
  return {
    passed: 1 - failed,
    failed,
    skipped: 0,
    failures: failed
      ? [`soak: ended with code ${exitCode}; its last lines:\n${tail}`]
      : [],
  };
}

/** Whether each published package still has the API that its report shows. Counts as one test a package. */
async function compareApiReports({ env, root, reports }) {
  const file = join(reports, 'api-reports.json');
  const exitCode = await runVisibly(
    'node',
    ['scripts/apiReports.mjs', '--check', '--counts', file],
    { env, cwd: root },
  );
  return readReport({ kind: 'node', file, exitCode });
}

/** Whether every tarball is complete, as a release checks it. Counts as one test a package. */
async function packAll({ env, root, reports }) {
  const file = join(reports, 'tarballs.json');
  const exitCode = await runVisibly(
    'node',
    ['scripts/pack.mjs', '--counts', file],
    { env, cwd: root },
  );
  return readReport({ kind: 'node', file, exitCode });
}

/** Both portals in parallel, with the packages that were packed before: much of an installation waits for the registry. */
async function freshPortals(context) {
  return [
    await timed('tarballs', () => packAll(context)),
    ...(await Promise.all([
      runFreshPortal(context, 'oldest'),
      runFreshPortal(context, 'newest'),
    ])),
  ];
}

/**
 * Runs the long tests: the fault matrix, a kill after every write, the tarballs, fresh portals by the documents, and a
 * short soak. The soak runs beside tarballs and portals. It and each portal count as one test.
 */
export async function runLongTests(context) {
  return [
    await timed('API reports', () => compareApiReports(context)),
    ...(await runIntegrationTests(context, 'long')),
    // The soak mostly waits; the fresh portals mostly install.
    ...(
      await Promise.all([
        freshPortals(context),
        timed(`soak, ${SOAK_MINUTES} minutes`, () => soak(context)),
      ])
    ).flat(),
  ];
}
