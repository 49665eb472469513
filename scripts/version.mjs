import { Supervisor } from './process/Supervisor.mjs';
import { Progress } from './progress/Progress.mjs';
import { reportFailure } from './progress/UserError.mjs';
import { raiseVersions } from './release/raiseVersions.mjs';
import { repositoryRoot } from './directories.mjs';
import { ensureDependencies } from './toolchain/ensureDependencies.mjs';
import { ensureToolchain } from './toolchain/ensureToolchain.mjs';

/** Only the versions and changelogs of a release: the workflow release.yml makes a pull request of them. */
async function main() {
  const progress = new Progress();
  const supervisor = new Supervisor();
  const env = await ensureToolchain(progress, supervisor);
  await ensureDependencies(progress, env, supervisor);
  const { from, to } = await raiseVersions({
    root: repositoryRoot,
    env,
    supervisor,
  });
  progress.plain(`${from} becomes ${to}.`);
}

main().catch(error => {
  reportFailure(error);
  process.exit(1);
});
