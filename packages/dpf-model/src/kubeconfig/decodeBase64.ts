const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Decodes strict base64 to a string of bytes, or answers `undefined`. Line breaks are allowed and nothing else is, as for
 * Go's clients. `atob` alone would accept more and exists in browsers and Node alike.
 */
export function decodeBase64(encoded: string): string | undefined {
  const compact = encoded.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !BASE64.test(compact)) {
    return undefined;
  }
  return atob(compact);
}
