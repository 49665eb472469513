import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Supervisor } from './process/Supervisor.mjs';
import { runToEnd } from './process/runToEnd.mjs';
import { Progress } from './progress/Progress.mjs';
import { reportFailure } from './progress/UserError.mjs';
import { repositoryRoot } from './directories.mjs';
import { ensureDependencies } from './toolchain/ensureDependencies.mjs';
import { ensureToolchain } from './toolchain/ensureToolchain.mjs';

/**
 * Writes the API report of each published package beside its sources. With `--check` it compares them instead, and with
 * `--counts FILE` it leaves the counts of that for the summary of the tests.
 */
async function main() {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, counts: { type: 'string' } },
  });
  const progress = new Progress();
  const supervisor = new Supervisor();
  const env = await ensureToolchain(progress, supervisor);
  await ensureDependencies(progress, env, supervisor);
  // Not incremental: an incremental compile orders the members of an inferred union by what it compiled before.
  await progress.step('Compiling the types', () =>
    runToEnd('yarn', ['run', 'tsc', '--incremental', 'false'], {
      supervisor,
      cwd: repositoryRoot,
      env,
      remedy: 'The full output is above.',
    }),
  );

  // Not at the top: the dependencies may have been installed just now.
  const { compareReports } = await import('./apiReports/compareReports.mjs');
  const outcomes = compareReports({
    root: repositoryRoot,
    write: !values.check,
  });
  for (const { name, problems } of outcomes) {
    progress.plain(`${problems.length === 0 ? 'ok    ' : 'FAILED'}  ${name}`);
    problems.forEach(problem => progress.plain(`  ${problem}`));
  }
  const failed = outcomes.filter(({ problems }) => problems.length > 0);
  if (values.counts) {
    writeFileSync(
      values.counts,
      JSON.stringify({
        passed: outcomes.length - failed.length,
        failed: failed.length,
        skipped: 0,
        failures: failed.map(
          ({ name, problems: [first] }) => `API of ${name}: ${first}`,
        ),
      }),
    );
  }
  process.exitCode = failed.length > 0 ? 1 : 0;
}

main().catch(error => {
  reportFailure(error);
  process.exit(1);
});
