import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packAll } from './pack/packAll.mjs';
import { publishedPackages } from './pack/publishedPackages.mjs';
import { Supervisor } from './process/Supervisor.mjs';
import { Progress } from './progress/Progress.mjs';
import { UserError, reportFailure } from './progress/UserError.mjs';
import { publishOrder } from './release/publishOrder.mjs';
import { Registry } from './release/registry.mjs';
import { pendingChangesets } from './release/releaseObstacles.mjs';
import { repositoryRoot as root } from './directories.mjs';
import { ensureDependencies } from './toolchain/ensureDependencies.mjs';
import { ensureToolchain } from './toolchain/ensureToolchain.mjs';

const manifestOf = folder =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The published packages whose version the registry does not have. */
async function unpublished(registry) {
  const packages = [];
  for (const { name, version, folder } of publishedPackages(root)) {
    if (!(await registry.has({ name, version }))) {
      const { dependencies = {} } = manifestOf(folder);
      packages.push({ name, dependencies: Object.keys(dependencies) });
    }
  }
  return publishOrder(packages);
}

/**
 * Publishes the release that the working tree has: packs, checks the tarballs, and hands each one that the registry does
 * not have to npm. A second run goes on where the first one stopped.
 */
async function main() {
  if (!manifestOf(root).repositoryUrl) {
    throw new UserError(
      'The packages would not say where their sources are, and npm cannot prove where they were built.',
      'Fill in repositoryUrl and homepage in the package.json at the root.',
    );
  }
  if (pendingChangesets(root).length > 0) {
    throw new UserError(
      'Changesets are pending: this is no release.',
      'Make one: npm run release',
    );
  }
  const progress = new Progress();
  const supervisor = new Supervisor();
  const env = await ensureToolchain(progress, supervisor);
  // The npm of the caller: only a new one knows trusted publishing.
  const registry = new Registry(process.env);
  const missing = await unpublished(registry);
  if (missing.length === 0) {
    progress.plain('The registry has every package in this version.');
    return;
  }
  await ensureDependencies(progress, env, supervisor);
  const { packages } = await packAll({ root, env, progress, supervisor });
  for (const { name } of missing) {
    const { version, tarball } = packages.find(packed => packed.name === name);
    await progress.step(`Publishing ${name} ${version}`, () =>
      registry.publish({ version, tarball }),
    );
  }
}

main().catch(error => {
  reportFailure(error);
  process.exit(1);
});
