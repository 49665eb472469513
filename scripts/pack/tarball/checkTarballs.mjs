import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarballOf } from '../publishedPackages.mjs';
import { BackstagePeers } from './backstagePeers.mjs';
import { checkFiles } from './checkFiles.mjs';
import { checkImports, packagesInSources } from './checkImports.mjs';
import { checkSourceMaps } from './checkSourceMaps.mjs';
import { openTarball } from './openTarball.mjs';
import { askLinters } from './packageLinters.mjs';

function committedFiles(folder) {
  return execFileSync('git', ['ls-files', '-z'], {
    cwd: folder,
    encoding: 'utf8',
  })
    .split('\0')
    .filter(Boolean);
}

function namedBySources(folder, committed) {
  return packagesInSources(
    committed
      .filter(file => existsSync(join(folder, file)))
      .map(file => ({ file, text: readFileSync(join(folder, file), 'utf8') })),
  );
}

async function newRemarks(tarball, root, allowed) {
  const remarks = await askLinters(tarball, root);
  return remarks
    .filter(({ kind }) => !allowed.has(kind))
    .map(
      ({ kind, where }) => `${kind}, which Backstage's own have not: ${where}`,
    );
}

/**
 * Checks the tarballs of the published packages: every file, the source maps, what the code loads, and what `publint` and
 * `attw` say that they do not say of Backstage's own packages.
 *
 * @param {{root: string, tarballs: string, packages: {name: string, version: string, folder: string}[]}} where
 * @returns {Promise<{name: string, files: number, problems: string[]}[]>}
 */
export async function checkTarballs({ root, tarballs, packages }) {
  const directory = mkdtempSync(join(tmpdir(), 'tarballs-'));
  const peers = new BackstagePeers(root, directory);
  try {
    const outcomes = [];
    for (const { name, version, folder } of packages) {
      const tarball = join(tarballs, tarballOf({ name, version }));
      const content = openTarball(
        tarball,
        join(directory, String(outcomes.length)),
      );
      const manifest = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      const committed = committedFiles(folder);
      const changelog = existsSync(join(folder, 'CHANGELOG.md'));
      const allowed = await peers.kindsOf(manifest.backstage.role);
      outcomes.push({
        name,
        files: content.files.length,
        problems: [
          ...checkFiles(content, { manifest, committed, changelog }),
          ...checkSourceMaps(content, committed),
          ...checkImports(content, namedBySources(folder, committed)),
          ...(await newRemarks(tarball, root, allowed)),
        ],
      });
    }
    return outcomes;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
