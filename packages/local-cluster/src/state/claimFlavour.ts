import fs from 'node:fs/promises';

/** What plays Kamaji; objects that one has made are of no use to another. */
export type Flavour = 'stand-in' | 'light' | 'kamaji';

const SAID: Record<Flavour, string> = {
  'stand-in': 'with the Kamaji stand-in',
  light: 'in light mode',
  kamaji: 'with the real Kamaji',
};

/** How a state directory is used; `undefined` where nobody has used it yet. */
export async function readFlavour(file: string): Promise<Flavour | undefined> {
  return fs.readFile(file, 'utf8').then(
    text => text.trim() as Flavour,
    () => undefined,
  );
}

/** Writes down how a state directory is used, and refuses another use of it later. */
export async function claimFlavour(
  file: string,
  flavour: Flavour,
): Promise<void> {
  const before = await readFlavour(file);
  if (before && before !== flavour) {
    throw new Error(
      `This state directory was made ${SAID[before]} and cannot go on ${SAID[flavour]}; start with --fresh, or use another directory`,
    );
  }
  await fs.writeFile(file, `${flavour}\n`);
}
