/**
 * A GET that gives up after `connectMs` when no answer has begun; the body may take its time, but
 * not stall for longer than `stallMs`.
 */
export async function fetchQuickly(
  url: string,
  options: { connectMs?: number; stallMs?: number } = {},
): Promise<AsyncIterable<Uint8Array>> {
  const { connectMs = 5000, stallMs = 30_000 } = options;
  const abort = new AbortController();
  const giveUp = (ms: number) =>
    setTimeout(
      () => abort.abort(new Error(`no answer within ${ms / 1000} s`)),
      ms,
    );
  let timer = giveUp(connectMs);
  let response: Response;
  try {
    response = await fetch(url, { signal: abort.signal });
  } catch (error) {
    throw reasonOf(error);
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok || !response.body) {
    throw new Error(`the server answered ${response.status}`);
  }
  const body = response.body;
  return (async function* chunks() {
    try {
      timer = giveUp(stallMs);
      for await (const chunk of body) {
        clearTimeout(timer);
        timer = giveUp(stallMs);
        yield chunk;
      }
    } finally {
      clearTimeout(timer);
    }
  })();
}

function reasonOf(error: unknown): Error {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? cause : (error as Error);
}
