const PARENT_CHECK_MS = 1_000;

/**
 * Calls `stop` at the first Ctrl-C, SIGTERM or hang-up, or when npm, which
 * started this script, has ended. Calls `kill` at the second signal.
 */
export function onStopRequest({ stop, kill }) {
  let requested = false;
  const request = () => {
    if (requested) {
      kill();
      return;
    }
    requested = true;
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, request);
  }
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent && !requested) {
        request();
      }
    }, PARENT_CHECK_MS).unref();
  }
}
