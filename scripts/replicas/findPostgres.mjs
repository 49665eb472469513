import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';
const HOMEBREW = ['/opt/homebrew/opt', '/usr/local/opt'];
const PROGRAMS = ['initdb', 'postgres'];

/** The folders of installed versions, the newest first. Packages install several beside each other, outside of PATH. */
function versionsIn(folder, prefix) {
  const versionOf = name => Number(name.slice(prefix.length));
  return existsSync(folder)
    ? readdirSync(folder)
        .filter(name => name.startsWith(prefix) && versionOf(name) > 0)
        .sort((a, b) => versionOf(b) - versionOf(a))
        .map(name => join(folder, name, 'bin'))
    : [];
}

/** The folder with the programs of the newest installed Postgres; `undefined` if there is none. */
export function findPostgres({
  path = process.env.PATH ?? '',
  debian = DEBIAN,
  homebrew = HOMEBREW,
} = {}) {
  const folders = [
    ...versionsIn(debian, ''),
    ...homebrew.flatMap(folder => versionsIn(folder, 'postgresql@')),
    ...path.split(delimiter).filter(Boolean),
  ];
  return folders.find(folder =>
    PROGRAMS.every(program => existsSync(join(folder, program))),
  );
}
