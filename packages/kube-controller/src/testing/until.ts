// Taken before a test can replace it with a fake of its own.
const nextTurn = setImmediate;

/** Gives the event loop turns until the condition holds. For I/O, which no fake clock can advance. */
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
