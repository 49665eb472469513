import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Versions with a published advisory that a dependency once required, and that
 * the `resolutions` of package.json replace. The complete list is the registry's
 * audit: `yarn npm audit --all --recursive`, if the registry supports it.
 */
const VULNERABLE = {
  '@octokit/plugin-paginate-rest': ['<9.2.2', 'CVE-2025-25288'],
  '@octokit/request': ['<8.4.1', 'CVE-2025-25290'],
  '@octokit/request-error': ['<5.1.1', 'CVE-2025-25289'],
  'cross-spawn': ['<7.0.5', 'CVE-2024-21538'],
  'form-data': ['<2.5.4 || >=3.0.0 <3.0.4 || >=4.0.0 <4.0.4', 'CVE-2025-7783'],
  'jsonpath-plus': ['<10.3.0', 'CVE-2025-1302'],
  multer: ['<2.0.2', 'CVE-2025-7338'],
  pbkdf2: ['<3.1.3', 'CVE-2025-6545'],
  prismjs: ['<1.30.0', 'CVE-2024-53382'],
  'sha.js': ['<2.4.12', 'CVE-2025-9288'],
  tar: ['<7.5.3', 'CVE-2026-23745'],
  'tar-fs': ['<2.1.4 || >=3.0.0 <3.1.1', 'CVE-2025-59343'],
  tmp: ['<0.2.4', 'CVE-2025-54798'],
};

const RESOLUTION = /^ {2}resolution: "(.+)@npm:([^"]+)"$/gm;

/** Lists the packages of a Yarn lock file with an advisory. */
export async function vulnerableIn(lock) {
  // Imported here, because the entry script loads this file before dependencies are installed.
  const { default: semver } = await import('semver');
  return [...lock.matchAll(RESOLUTION)].flatMap(([, name, version]) => {
    const [range, advisory] = VULNERABLE[name] ?? [];
    return range && semver.satisfies(version, range)
      ? [
          `${name} ${version} has ${advisory}: raise it by an entry in the resolutions of package.json`,
        ]
      : [];
  });
}

/** Checks the lock file of the repository. */
export async function checkVulnerableVersions(root) {
  return vulnerableIn(readFileSync(join(root, 'yarn.lock'), 'utf8'));
}
