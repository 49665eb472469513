const VERSION = /^v?\d{1,5}\.\d{1,5}\.\d{1,5}[0-9A-Za-z.+-]{0,40}$/;

/** `gitVersion` of a `/version` answer, where it looks like a version. A tenant's other words are not passed on. */
export function parseServerVersion(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (parsed && typeof parsed === 'object' && 'gitVersion' in parsed) {
      const { gitVersion } = parsed;
      if (typeof gitVersion === 'string' && VERSION.test(gitVersion)) {
        return gitVersion;
      }
    }
  } catch {
    // Not JSON: no version.
  }
  return undefined;
}
