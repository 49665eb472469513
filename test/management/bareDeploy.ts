import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';

/**
 * Writes a folder for a local cluster's `deployDir` with nothing but namespaces: a management cluster before this project is
 * installed.
 */
export function writeBareDeploy(
  folder: string,
  namespaces: readonly string[],
): string {
  for (const name of ['rbac', 'admission', 'examples']) {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
  }
  fs.writeFileSync(
    path.join(folder, 'namespaces.yaml'),
    namespaces
      .map(name =>
        stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      )
      .join('---\n'),
  );
  return folder;
}
