import fs from 'node:fs/promises';

/** The implementation of Kamaji in use. Its objects are not compatible with another one. */
export type Flavour = 'stand-in' | 'light' | 'kamaji';

const SAID: Record<Flavour, string> = {
  'stand-in': 'with the Kamaji stand-in',
  light: 'in light mode',
  kamaji: 'with the real Kamaji',
};

/** Reads the flavour of a state directory; `undefined` for a new one. */
export async function readFlavour(file: string): Promise<Flavour | undefined> {
  return fs.readFile(file, 'utf8').then(
    text => text.trim() as Flavour,
    () => undefined,
  );
}

/** Records the flavour of a state directory, and rejects a different one later. */
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
