import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packWithAddresses } from './pack/publicAddresses.mjs';
import { publishedPackages, resolutionsOf } from './pack/publishedPackages.mjs';
import { Supervisor } from './process/Supervisor.mjs';
import { runToEnd } from './process/runToEnd.mjs';
import { Progress } from './progress/Progress.mjs';
import { reportFailure } from './progress/UserError.mjs';
import { repositoryRoot } from './directories.mjs';
import { ensureDependencies } from './toolchain/ensureDependencies.mjs';
import { ensureToolchain } from './toolchain/ensureToolchain.mjs';

/** Output folder, ignored by Git. */
const folder = join(repositoryRoot, 'dist-packages');

/** Creates a tarball of each published package, and prints the configuration to install them in a portal. */
async function main() {
  const progress = new Progress();
  const supervisor = new Supervisor();
  const env = await ensureToolchain(progress, supervisor);
  await ensureDependencies(progress, env, supervisor);
  const packages = publishedPackages(repositoryRoot);
  const yarn = (text, args) =>
    progress.step(text, detail =>
      runToEnd('yarn', args, {
        supervisor,
        cwd: repositoryRoot,
        env,
        remedy: 'The full output is above.',
        onLine: detail,
      }),
    );
  const each = ({ name }) => ['--include', name];
  const foreach = [
    ...['workspaces', 'foreach', '--all', '--parallel', '--jobs', '2'],
    ...packages.flatMap(each),
  ];

  rmSync(folder, { recursive: true, force: true });
  await yarn('Checking the types', ['run', 'tsc']);
  await yarn('Building the packages', [...foreach, 'run', 'build']);
  await packWithAddresses(repositoryRoot, packages, () =>
    yarn('Packing', [...foreach, 'pack', '--out', join(folder, '%s-%v.tgz')]),
  );
  const block = JSON.stringify(
    { resolutions: resolutionsOf(packages) },
    undefined,
    2,
  );
  writeFileSync(join(folder, 'resolutions.json'), `${block}\n`);
  progress.plain();
  progress.plain(
    `${packages.length} tarballs are in dist-packages. Copy the folder into a portal as dpf-packages, and add to the`,
  );
  progress.plain(
    'package.json at its root (also in dist-packages/resolutions.json):',
  );
  progress.plain();
  progress.plain(block);
}

main().catch(error => {
  reportFailure(error);
  process.exit(1);
});
