import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { waitForHttp } from './waitForHttp.mjs';

describe('waitForHttp', () => {
  it('waits until the answer is 200', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.writeHead(requests < 3 ? 503 : 200).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${server.address().port}/`;
    await waitForHttp(url, {
      signal: new AbortController().signal,
      intervalMs: 1,
    });
    server.close();
    assert.equal(requests, 3);
  });

  it('ends when it is aborted', async () => {
    const stop = new AbortController();
    const waiting = waitForHttp('http://127.0.0.1:1/', {
      signal: stop.signal,
      intervalMs: 1,
    });
    stop.abort();
    await waiting;
  });
});
