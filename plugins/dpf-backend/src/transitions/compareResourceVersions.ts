/**
 * Compares two resource versions as decimal numbers of any length. Nowhere else are versions ordered; here it tells an
 * old sighting from a new one.
 */
export function compareResourceVersions(a: string, b: string): number {
  const [x, y] = [a, b].map(text => text.replace(/^0+(?=.)/, ''));
  if (x.length !== y.length) {
    return x.length - y.length;
  }
  if (x === y) {
    return 0;
  }
  return x < y ? -1 : 1;
}
