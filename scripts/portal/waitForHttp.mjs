import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

function statusOf(url) {
  return new Promise(resolve => {
    const request = get(url, { timeout: 5_000 }, response => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

/** Resolves when the address answers 200, or when it is aborted. */
export async function waitForHttp(url, { signal, intervalMs = 200 }) {
  while (!signal.aborted) {
    if ((await statusOf(url)) === 200) {
      return;
    }
    await sleep(intervalMs);
  }
}
