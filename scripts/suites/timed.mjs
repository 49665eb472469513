/** Runs one part of a suite and adds its name and how long it took. */
export async function timed(name, run) {
  const from = performance.now();
  const outcome = await run();
  return { name, ms: performance.now() - from, ...outcome };
}
