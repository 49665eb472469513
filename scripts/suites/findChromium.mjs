import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Finds the browser of this machine: CHROMIUM_PATH, or else the first one on the PATH. */
export function findChromium(env) {
  if (env.CHROMIUM_PATH) {
    return executable(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : undefined;
  }
  return (env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => NAMES.map(name => join(folder, name)))
    .find(executable);
}
