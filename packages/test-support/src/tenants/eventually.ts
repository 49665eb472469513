/** Resolves once the condition holds; lets pending I/O happen, no timer. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise(resolve => setImmediate(resolve));
  }
}
