import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { packAll } from './pack/packAll.mjs';
import { Supervisor } from './process/Supervisor.mjs';
import { Progress } from './progress/Progress.mjs';
import { reportFailure } from './progress/UserError.mjs';
import { repositoryRoot } from './directories.mjs';
import { ensureDependencies } from './toolchain/ensureDependencies.mjs';
import { ensureToolchain } from './toolchain/ensureToolchain.mjs';

/** Leaves the counts for the summary of the tests. */
function writeCounts(file, outcomes) {
  const failed = outcomes.filter(({ problems }) => problems.length > 0);
  writeFileSync(
    file,
    JSON.stringify({
      passed: outcomes.length - failed.length,
      failed: failed.length,
      skipped: 0,
      failures: failed.map(
        ({ name, problems: [first] }) => `tarball of ${name}: ${first}`,
      ),
    }),
  );
}

/**
 * Creates and checks a tarball of each published package, and prints the configuration to install them in a portal. With
 * `--counts FILE` it leaves the counts of the checks for the summary of the tests.
 */
async function main() {
  const { values } = parseArgs({ options: { counts: { type: 'string' } } });
  const progress = new Progress();
  const supervisor = new Supervisor();
  const env = await ensureToolchain(progress, supervisor);
  await ensureDependencies(progress, env, supervisor);
  const { packages, resolutions } = await packAll({
    root: repositoryRoot,
    env,
    progress,
    supervisor,
    onChecked: outcomes => {
      if (values.counts) {
        writeCounts(values.counts, outcomes);
      }
    },
  });
  progress.plain();
  progress.plain(
    `${packages.length} tarballs are in dist-packages. Copy the folder into a portal as dpf-packages, and add to the`,
  );
  progress.plain(
    'package.json at its root (also in dist-packages/resolutions.json):',
  );
  progress.plain();
  progress.plain(JSON.stringify({ resolutions }, undefined, 2));
}

main().catch(error => {
  reportFailure(error);
  process.exit(1);
});
