import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The files, by absolute path, that a process loaded, whether or not it called anything in them.
 *
 * @param file - what {@link BackendProcessOptions.loadedScriptsFile} named; complete once the process has ended.
 */
export function filesLoaded(file: string): Set<string> {
  const urls = fs.readFileSync(file, 'utf8').split('\n');
  return new Set(
    urls.map(url => (url.startsWith('file:') ? fileURLToPath(url) : url)),
  );
}
