// @ts-check
'use strict';

/**
 * A GET that times out after `connectMs` without a response. The body may take longer, but must not stall for longer
 * than `stallMs`.
 *
 * @param {string} url
 * @param {{signal?: AbortSignal, connectMs?: number, stallMs?: number}} [options]
 * @returns {Promise<AsyncIterable<Uint8Array>>}
 */
async function fetchQuickly(url, options = {}) {
  const { signal, connectMs = 5000, stallMs = 30_000 } = options;
  const abort = new AbortController();
  signal?.throwIfAborted();
  signal?.addEventListener('abort', () => abort.abort(signal.reason), {
    once: true,
  });
  const giveUp = (/** @type {number} */ ms) =>
    setTimeout(
      () => abort.abort(new Error(`no answer within ${ms / 1000} s`)),
      ms,
    );
  let timer = giveUp(connectMs);
  let response;
  try {
    response = await fetch(url, { signal: abort.signal });
  } catch (error) {
    throw reasonOf(error);
  } finally {
    clearTimeout(timer);
  }
  const { body } = response;
  if (!response.ok || !body) {
    throw new Error(`the server answered ${response.status}`);
  }
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

/**
 * @param {unknown} error
 * @returns {unknown}
 */
function reasonOf(error) {
  return error instanceof Error && error.cause instanceof Error
    ? error.cause
    : error;
}

module.exports = { fetchQuickly };
