import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { portListener } from './portListener.mjs';

describe('portListener', () => {
  it('names the process that listens, and nobody once it is gone', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address();
    assert.match(
      await portListener(port),
      new RegExp(`process ${process.pid} `),
    );
    server.close();
    await once(server, 'close');
    assert.equal(await portListener(port), undefined);
  });
});
