/**
 * Is resource version `a` older than `b`? Only decimal versions can be compared; for others the
 * answer is no. As apimachinery's CompareResourceVersion.
 *
 * @public
 */
export function isOlderVersion(
  a: string | undefined,
  b: string | undefined,
): boolean {
  if (!isDecimal(a) || !isDecimal(b)) {
    return false;
  }
  return a.length === b.length ? a < b : a.length < b.length;
}

function isDecimal(version: string | undefined): version is string {
  return version !== undefined && /^(0|[1-9]\d*)$/.test(version);
}
