import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A path of the repository in backticks, for example `docs/install.md` or `deploy/charts/dpf-portal/rbac`. */
const PATH =
  /`((?:deploy|docs|packages|plugins|scripts|test)\/[A-Za-z0-9._/-]+)`/g;

/** The paths of the repository in a document. */
export function pathsIn(markdown) {
  return [...markdown.matchAll(PATH)].map(([, path]) => path);
}

/**
 * Lists paths in documents that do not exist. READMEs of packages are not checked, because they refer to the portal in
 * which the package is installed.
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
