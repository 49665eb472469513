import path from 'node:path';

/**
 * A path inside this package. The package is private and always runs from its source, in this
 * repository.
 */
export function inPackage(...segments: string[]): string {
  // eslint-disable-next-line no-restricted-syntax -- there is no production build of it
  return path.resolve(__dirname, '..', ...segments);
}
