import { fileURLToPath } from 'node:url';
import { chmodSync, mkdirSync } from 'node:fs';

/** The folder of the repository, without a trailing slash. */
export const repositoryRoot = fileURLToPath(
  new URL('..', import.meta.url),
).replace(/[\\/]$/, '');

/**
 * Makes a directory that only its owner may enter, and closes one that is there:
 * state and logs hold keys, tokens and what users typed.
 */
export function makePrivateDirectory(directory) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
}
