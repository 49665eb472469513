import fs from 'node:fs/promises';

/** What plays Kamaji; objects that one has made are of no use to another. */
export type Flavour = 'stand-in' | 'light' | 'kamaji';

const SAID: Record<Flavour, string> = {
  'stand-in': 'with the Kamaji stand-in',
  light: 'in light mode',
  kamaji: 'with the real Kamaji',
};

/** Writes down how a state directory is used, and refuses another use of it later. */
export async function claimFlavour(
  file: string,
  flavour: Flavour,
): Promise<void> {
  const before = await fs.readFile(file, 'utf8').then(
    text => text.trim() as Flavour,
    () => undefined,
  );
  if (before && before !== flavour) {
    throw new Error(
      `This state directory was made ${SAID[before]} and cannot go on ${SAID[flavour]}; start with --fresh, or use another directory`,
    );
  }
  await fs.writeFile(file, `${flavour}\n`);
}
