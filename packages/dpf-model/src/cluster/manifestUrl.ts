/** As long as browsers agree on. */
const LONGEST = 2_000;

/**
 * The address where the manifest of a DPUCluster lives, as a browser writes it; `undefined` for what is no http or https
 * address, or holds a password. Anybody who may change the object chooses the text, and pages make a link of it.
 *
 * @public
 */
export function readManifestUrl(text: string | undefined): string | undefined {
  if (!text || text.length > LONGEST || !URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && !url.username && !url.password ? url.href : undefined;
}

/** Why this cannot be the address of a manifest; `undefined` when it can. @public */
export function manifestUrlProblem(text: string): string | undefined {
  return readManifestUrl(text)
    ? undefined
    : 'Give an http or https address without a password, such as https://git.example.com/clusters/blue.yaml.';
}
