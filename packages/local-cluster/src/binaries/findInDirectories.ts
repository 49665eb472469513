import fs from 'node:fs';
import path from 'node:path';

/** The first executable file of this name in the directories. */
export function findInDirectories(
  name: string,
  directories: readonly string[],
): string | undefined {
  return directories
    .filter(Boolean)
    .map(directory => path.join(directory, name))
    .find(file => {
      try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
      } catch {
        return false;
      }
    });
}
