/** Resolves at SIGTERM or SIGINT or, with `parentPipe`, when stdin ends. */
export function untilEnd(options: { parentPipe: boolean }): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => resolve());
    }
    if (options.parentPipe) {
      process.stdin.on('end', resolve).on('error', resolve).resume();
    }
  });
}
