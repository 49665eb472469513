import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../directories.mjs';

function manifests(root) {
  const { workspaces } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const folders = workspaces.flatMap(pattern =>
    pattern.endsWith('/*')
      ? readdirSync(join(root, pattern.slice(0, -2)))
          .sort()
          .map(name => join(pattern.slice(0, -2), name))
      : [pattern],
  );
  return ['.', ...folders]
    .map(folder => join(root, folder, 'package.json'))
    .filter(file => existsSync(file));
}

/** A hash that changes whenever an installation could have a different result. */
export function dependencyStamp(nodeVersion, root = repositoryRoot) {
  const hash = createHash('sha256').update(nodeVersion);
  for (const file of [
    join(root, 'yarn.lock'),
    join(root, '.yarnrc.yml'),
    ...manifests(root),
  ]) {
    hash.update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
