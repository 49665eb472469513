import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILES = [
  '*yarn.lock',
  '*package-lock.json',
  '*go.sum',
  '*go.mod',
  '*.npmrc',
  '*.yarnrc.yml',
];

const FORBIDDEN = [
  [/https?:\/\//, 'an address'],
  [/(^|[\s:])(npm)?registry(Server)?\s*[:=]/i, 'a registry setting'],
  [/(^|[\s"'=:])\/(root|home|Users|tmp|var|opt|work)\//, 'a path of a machine'],
];

/** Lists lines of a lock or registry file that depend on one machine or registry. */
export function problemsOf(text) {
  return text
    .split('\n')
    .flatMap((line, index) =>
      FORBIDDEN.filter(([pattern]) => pattern.test(line)).map(
        ([, what]) =>
          `line ${index + 1} contains ${what}: ${line.trim().slice(0, 120)}`,
      ),
    );
}

/** Checks every lock and registry file, committed or not yet. */
export function checkRegistryFiles(root) {
  const files = execFileSync(
    'git',
    [
      'ls-files',
      '-z',
      '--cached',
      '--others',
      '--exclude-standard',
      '--',
      ...FILES,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  return files
    .split('\0')
    .filter(Boolean)
    .flatMap(file =>
      problemsOf(readFileSync(join(root, file), 'utf8')).map(
        problem => `${file} ${problem}`,
      ),
    );
}
