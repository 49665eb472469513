// Read before a test can replace it with its own fake.
const nextTurn = setImmediate;

/** Runs the event loop until the condition holds. For I/O, which a fake clock cannot advance. */
export async function until(
  condition: () => boolean,
  what = String(condition),
): Promise<void> {
  const giveUpAt = performance.now() + 4000;
  while (!condition()) {
    if (performance.now() > giveUpAt) {
      throw new Error(`Never became true: ${what}`);
    }
    await new Promise<void>(resolve => nextTurn(resolve));
  }
}
