import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from '../process/runToEnd.mjs';
import { UserError } from '../progress/UserError.mjs';
import { packWithAddresses } from './publicAddresses.mjs';
import {
  publishedPackages,
  resolutionsOf,
  tarballOf,
} from './publishedPackages.mjs';

/** Output folder in the repository, ignored by Git. */
const FOLDER = 'dist-packages';

/**
 * Builds the published packages, makes a tarball of each, and checks every tarball. Also writes `resolutions.json`, with
 * which a portal installs them without a registry.
 *
 * @param {{root: string, env: object, progress: import('../progress/Progress.mjs').Progress, supervisor: import('../process/Supervisor.mjs').Supervisor, onChecked?: (outcomes: {name: string, problems: string[]}[]) => void}} context
 * @returns {Promise<{folder: string, packages: {name: string, version: string, tarball: string}[], resolutions: object}>}
 */
export async function packAll({
  root,
  env,
  progress,
  supervisor,
  onChecked = () => {},
}) {
  const folder = join(root, FOLDER);
  const packages = publishedPackages(root);
  const yarn = (text, args) =>
    progress.step(text, detail =>
      runToEnd('yarn', args, {
        supervisor,
        cwd: root,
        env,
        remedy: 'The full output is above.',
        onLine: detail,
      }),
    );
  const foreach = [
    ...['workspaces', 'foreach', '--all', '--parallel', '--jobs', '2'],
    ...packages.flatMap(({ name }) => ['--include', name]),
  ];

  rmSync(folder, { recursive: true, force: true });
  await yarn('Checking the types', ['run', 'tsc']);
  await yarn('Building the packages', [...foreach, 'run', 'build']);
  await packWithAddresses(root, packages, () =>
    yarn('Packing', [...foreach, 'pack', '--out', join(folder, '%s-%v.tgz')]),
  );
  const resolutions = resolutionsOf(packages);
  writeFileSync(
    join(folder, 'resolutions.json'),
    `${JSON.stringify({ resolutions }, undefined, 2)}\n`,
  );
  // Not at the top: the dependencies may have been installed just now.
  const { checkTarballs } = await import('./tarball/checkTarballs.mjs');
  const outcomes = await progress.step('Checking the tarballs', () =>
    checkTarballs({ root, tarballs: folder, packages }),
  );
  onChecked(outcomes);
  report(outcomes, { folder, packages, progress });
  return {
    folder,
    packages: packages.map(({ name, version }) => ({
      name,
      version,
      tarball: join(folder, tarballOf({ name, version })),
    })),
    resolutions,
  };
}

/** @throws UserError where a tarball is not as it should be */
function report(outcomes, { folder, packages, progress }) {
  outcomes.forEach(({ name, files, problems }, index) => {
    const { size } = statSync(join(folder, tarballOf(packages[index])));
    progress.plain(
      `${
        problems.length === 0 ? 'ok    ' : 'FAILED'
      }  ${name}: ${files} files, ${(size / 1024).toFixed(0)} KiB`,
    );
    problems.forEach(problem => progress.plain(`  ${problem}`));
  });
  const wrong = outcomes.filter(({ problems }) => problems.length > 0);
  if (wrong.length > 0) {
    throw new UserError(
      `${wrong.length} of ${outcomes.length} tarballs are not complete, or have what does not belong there.`,
      'Each problem is above. What belongs into a tarball is in scripts/pack/tarball and in the `files` of a package.json.',
    );
  }
}
