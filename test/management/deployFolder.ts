import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';

const DEPLOY = path.resolve(__dirname, '../../deploy');
const DEFINITIONS = 'crds';

/**
 * Makes a folder like this repository's `deploy`, in which definitions are replaced.
 *
 * @param folder - Made new.
 * @param definitions - By file name; an object, or the path of a file to take in its place.
 */
export function makeDeployFolder(
  folder: string,
  definitions: Readonly<Record<string, object | string>>,
): void {
  const crds = path.join(folder, DEFINITIONS);
  fs.mkdirSync(crds, { recursive: true });
  for (const name of fs.readdirSync(DEPLOY)) {
    if (name !== DEFINITIONS) {
      fs.symlinkSync(path.join(DEPLOY, name), path.join(folder, name));
    }
  }
  for (const name of fs.readdirSync(path.join(DEPLOY, DEFINITIONS))) {
    if (!(name in definitions)) {
      fs.symlinkSync(
        path.join(DEPLOY, DEFINITIONS, name),
        path.join(crds, name),
      );
    }
  }
  for (const [name, definition] of Object.entries(definitions)) {
    const file = path.join(crds, name);
    if (typeof definition === 'string') {
      fs.symlinkSync(definition, file);
    } else {
      fs.writeFileSync(file, stringify(definition));
    }
  }
}
