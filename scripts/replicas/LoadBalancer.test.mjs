import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { LoadBalancer } from './LoadBalancer.mjs';

const READINESS = '/.backstage/health/v1/readiness';

describe('LoadBalancer', () => {
  const opened = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) {
      await close();
    }
  });

  /** A back end that answers with its name and what it received, unless `answer` does otherwise. */
  async function startReplica(name, answer = () => false) {
    const replica = { name, ready: true, requests: 0 };
    const server = createServer(async (req, res) => {
      if (req.url === READINESS) {
        res.writeHead(replica.ready ? 200 : 503).end();
        return;
      }
      replica.requests++;
      if (answer(req, res)) {
        return;
      }
      let body = '';
      for await (const chunk of req.setEncoding('utf8')) {
        body += chunk;
      }
      res.end(`${name} ${req.method} ${req.url} ${body}`);
    });
    server.on('upgrade', (req, socket) => {
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      );
      socket.on('data', data => socket.write(`${name} heard ${data}`));
      socket.on('error', () => {});
      replica.sockets = [...(replica.sockets ?? []), socket];
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    replica.port = server.address().port;
    replica.end = async () => {
      server.closeAllConnections();
      replica.sockets?.forEach(socket => socket.destroy());
      if (server.listening) {
        server.close();
        await once(server, 'close');
      }
    };
    opened.push(replica.end);
    return replica;
  }

  async function startBalancer(replicas, checkMs = 20) {
    const waiting = [];
    const balancer = new LoadBalancer({
      replicas: replicas.map(({ name, port }) => ({ name, port })),
      checkMs,
      onChange: () => waiting.splice(0).forEach(check => check()),
    });
    const port = await balancer.start(0);
    opened.push(() => balancer.stop());
    const serves = async (...names) => {
      while (balancer.serving.join() !== names.join()) {
        await new Promise(resolve => waiting.push(resolve));
      }
    };
    return { port, serves };
  }

  function ask(port, { method = 'GET', path = '/x', body } = {}) {
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port, method, path, agent: false },
        async res => {
          let text = '';
          for await (const chunk of res.setEncoding('utf8')) {
            text += chunk;
          }
          resolve({ status: res.statusCode, text });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  it('asks the back ends in turn', async () => {
    const replicas = [await startReplica('a'), await startReplica('b')];
    const { port, serves } = await startBalancer(replicas);
    await serves('a', 'b');
    const names = [];
    for (let i = 0; i < 4; i++) {
      names.push((await ask(port)).text.split(' ')[0]);
    }
    assert.deepEqual(names, ['a', 'b', 'a', 'b']);
  });

  it('asks only those that are ready', async () => {
    const replicas = [await startReplica('a'), await startReplica('b')];
    const { port, serves } = await startBalancer(replicas);
    await serves('a', 'b');
    replicas[0].ready = false;
    await serves('b');
    assert.match((await ask(port)).text, /^b /);
    replicas[0].ready = true;
    await serves('a', 'b');
  });

  it('says 503 while none is ready', async () => {
    const replica = await startReplica('a');
    replica.ready = false;
    const { port } = await startBalancer([replica]);
    const { status, text } = await ask(port);
    assert.equal(status, 503);
    assert.match(text, /No back end is ready/);
  });

  it('sends a request with its body to the next one when a back end is gone', async () => {
    const replicas = [await startReplica('a'), await startReplica('b')];
    // No check notices it.
    const { port, serves } = await startBalancer(replicas, 60_000);
    await serves('a', 'b');
    await replicas[0].end();
    const answers = [];
    for (let i = 0; i < 2; i++) {
      answers.push(await ask(port, { method: 'POST', body: 'the body' }));
    }
    assert.deepEqual(
      answers.map(({ status, text }) => [status, text]),
      [
        [200, 'b POST /x the body'],
        [200, 'b POST /x the body'],
      ],
    );
  });

  it('repeats a read whose back end ends before it answers', async () => {
    const a = await startReplica('a', () => {
      void a.end();
      return true;
    });
    const b = await startReplica('b');
    const { port, serves } = await startBalancer([a, b], 60_000);
    await serves('a', 'b');
    assert.equal((await ask(port)).text, 'b GET /x ');
  });

  it('does not repeat a write that a back end may have done', async () => {
    const a = await startReplica('a', () => {
      void a.end();
      return true;
    });
    const b = await startReplica('b');
    const { port, serves } = await startBalancer([a, b], 60_000);
    await serves('a', 'b');
    const { status, text } = await ask(port, { method: 'POST', body: 'x' });
    assert.equal(status, 502);
    assert.match(text, /a ended while it worked on the request/);
    assert.equal(b.requests, 0);
  });

  it('passes a websocket on, and closes it with its back end', async () => {
    const a = await startReplica('a');
    const { port, serves } = await startBalancer([a], 60_000);
    await serves('a');
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    socket.on('error', () => {});
    socket.write(
      'GET /api/signals HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    const [head] = await once(socket, 'data');
    assert.match(head, /^HTTP\/1\.1 101 /);
    socket.write('hello');
    assert.equal((await once(socket, 'data'))[0], 'a heard hello');
    const closed = once(socket, 'close');
    await a.end();
    await closed;
  });
});
