import { publishedPackages } from '../pack/publishedPackages.mjs';
import { runToEnd } from '../process/runToEnd.mjs';
import { renameVersion } from './namedVersions.mjs';

/** All published packages have one version. */
function versionOf(root) {
  const versions = new Set(
    publishedPackages(root).map(({ version }) => version),
  );
  if (versions.size !== 1) {
    throw new Error(
      `The published packages have the versions ${[...versions].join(
        ', ',
      )}, not one; see "fixed" in .changeset/config.json`,
    );
  }
  return [...versions][0];
}

/**
 * Turns the pending changesets into a new version of every published package and into changelogs, and names that version
 * in documents and manifests.
 *
 * @returns {Promise<{from: string, to: string, documents: string[]}>}
 */
export async function raiseVersions({ root, env, supervisor }) {
  const yarn = args =>
    // Not `run`, which would take the script of the same name in package.json.
    runToEnd('yarn', ['exec', ...args], {
      supervisor,
      cwd: root,
      env,
      remedy: 'The full output is above.',
    });
  const from = versionOf(root);
  await yarn(['changeset', 'version']);
  const to = versionOf(root);
  const documents = renameVersion(root, from, to);
  await yarn([
    ...['prettier', '--write', '--loglevel=warn'],
    '{packages,plugins}/*/CHANGELOG.md',
    // A table has other widths with another version in it.
    ...documents.filter(file => file.endsWith('.md')),
  ]);
  return { from, to, documents };
}
