/** The first `x.y` or `x.y.z` in what a program prints about its version. */
export function parseVersion(output: string): string | undefined {
  return /\b(?:v|go)?(\d+\.\d+(?:\.\d+)?)/.exec(output)?.[1];
}

/** Whether `version` is `oldest` or newer, number by number. */
export function isAtLeast(version: string, oldest: string): boolean {
  const have = version.split('.').map(Number);
  const need = oldest.split('.').map(Number);
  for (let i = 0; i < need.length; i++) {
    const difference = (have[i] ?? 0) - need[i];
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}
