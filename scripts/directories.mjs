import { fileURLToPath } from 'node:url';
import { chmodSync, mkdirSync } from 'node:fs';

/** The folder of the repository, without a trailing slash. */
export const repositoryRoot = fileURLToPath(
  new URL('..', import.meta.url),
).replace(/[\\/]$/, '');

/**
 * Creates a directory with mode 0700, or sets the mode of an existing one:
 * state and logs contain keys, tokens and user input.
 */
export function makePrivateDirectory(directory) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
}
