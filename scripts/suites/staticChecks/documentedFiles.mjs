import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A path of the repository in backticks, as `docs/install.md` or `deploy/rbac`. */
const PATH =
  /`((?:deploy|docs|packages|plugins|scripts|test)\/[A-Za-z0-9._/-]+)`/g;

/** The paths of the repository that a document names. */
export function pathsIn(markdown) {
  return [...markdown.matchAll(PATH)].map(([, path]) => path);
}

/**
 * Files that documents name and that are not there: a reader would look for them in vain. The READMEs of packages are
 * left out: they speak of the portal of whoever installs the package.
 */
export function checkDocumentedFiles(root) {
  const documents = execFileSync(
    'git',
    ['ls-files', '-z', '--', 'docs', ':(glob)*.md'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return documents
    .split('\0')
    .filter(Boolean)
    .flatMap(document =>
      pathsIn(readFileSync(join(root, document), 'utf8'))
        .filter(path => !existsSync(join(root, path)))
        .map(path => `${document} names ${path}, which does not exist`),
    );
}
