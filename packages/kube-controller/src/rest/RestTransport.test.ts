import { KubeConfig } from '@kubernetes/client-node';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RestTransport } from './RestTransport';
import {
  GateClosedError,
  KubeApiError,
  KubeUnreachableError,
  isAlreadyExists,
  isStale,
  retryClassOf,
} from './errors';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedServer } from '../testing/ScriptedServer';
import { until } from '../testing/until';

const get = { method: 'GET', path: '/api/v1/nodes' };

describe('RestTransport', () => {
  let clock: FakeClock;
  let server: ScriptedServer;
  beforeEach(async () => {
    clock = new FakeClock();
    server = await ScriptedServer.start(({ json }) => json(200, { ok: true }));
  });
  afterEach(() => server.stop());

  it('sends all requests over one kept-alive connection', async () => {
    const transport = server.transport({ clock });
    for (let i = 0; i < 5; i++) {
      await transport.request(get);
    }
    expect(server.requests).toHaveLength(5);
    expect(server.connections).toBe(1);
    transport.close();
  });

  it('sends query, body, content type and token', async () => {
    const transport = server.transport({ clock, userAgent: 'us/1' });
    await transport.request({
      method: 'PATCH',
      path: '/apis/a/v1/bs/c',
      query: { fieldManager: 'me & you', force: undefined },
      body: { a: 'ü' },
      contentType: 'application/merge-patch+json',
    });
    const [{ method, url, headers, body }] = server.requests;
    expect(method).toBe('PATCH');
    expect([...url.searchParams]).toEqual([['fieldManager', 'me & you']]);
    expect(headers).toMatchObject({
      authorization: 'Bearer secret',
      'content-type': 'application/merge-patch+json',
      'user-agent': 'us/1',
    });
    expect(JSON.parse(body)).toEqual({ a: 'ü' });
    transport.close();
  });

  it('reads a token file again for every request', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'token-'));
    const tokenFile = join(folder, 'token');
    const transport = server.transport(
      { clock },
      { authProvider: { name: 'tokenFile', config: { tokenFile } } },
    );
    await writeFile(tokenFile, 'one\n');
    await transport.request(get);
    await writeFile(tokenFile, 'two\n');
    await transport.request(get);
    expect(server.requests.map(r => r.headers.authorization)).toEqual([
      'Bearer one',
      'Bearer two',
    ]);
    transport.close();
    await rm(folder, { recursive: true });
  });

  it('makes a typed error of a Status', async () => {
    server.script = ({ json }) =>
      json(409, {
        kind: 'Status',
        reason: 'AlreadyExists',
        message: 'it is there',
        details: { name: 'x' },
      });
    const transport = server.transport({ clock });
    const error = await transport.request(get).catch((e: Error) => e);
    expect(error).toBeInstanceOf(KubeApiError);
    expect(error).toMatchObject({
      status: 409,
      message: 'it is there',
      details: { name: 'x' },
      path: get.path,
    });
    expect(isAlreadyExists(error)).toBe(true);
    expect(isStale(error)).toBe(false);
    transport.close();
  });

  it('never repeats what a foreign server said', async () => {
    server.script = ({ response }) => {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<h1>private</h1>');
    };
    const transport = server.transport({ clock });
    const error = await transport.request(get).catch((e: Error) => e);
    expect(error).toMatchObject({ status: 502 });
    expect(String(error)).not.toContain('private');
    transport.close();
  });

  it('does not follow a redirect', async () => {
    server.script = ({ response }) => {
      response.writeHead(302, { location: `${server.url}/elsewhere` });
      response.end();
    };
    const transport = server.transport({ clock });
    await expect(transport.request(get)).rejects.toMatchObject({ status: 302 });
    expect(server.requests).toHaveLength(1);
    transport.close();
  });

  it('gives up at the time-out', async () => {
    server.script = () => {};
    const transport = server.transport({ clock });
    const failed = transport.request({ ...get, timeoutMs: 1000 }).catch(e => e);
    await until(() => server.requests.length === 1);
    await clock.advance(1000);
    const error = await failed;
    expect(error).toBeInstanceOf(KubeUnreachableError);
    expect(error).toMatchObject({ code: 'ETIMEDOUT' });
    transport.close();
  });

  it('says so when the answer is cut off, too long, or the connection is refused', async () => {
    const transport = server.transport({ clock });
    server.script = ({ response }) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"half":', () => response.destroy());
    };
    await expect(transport.request(get)).rejects.toThrow(KubeUnreachableError);
    server.script = ({ json }) => json(200, { long: 'x'.repeat(1000) });
    await expect(transport.request({ ...get, maxBytes: 100 })).rejects.toThrow(
      'longer than 100 bytes',
    );
    await server.stop();
    await expect(transport.request(get)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    server = await ScriptedServer.start(() => {});
  });

  it('admits a request only once it has a connection to go out on', async () => {
    const transport = server.transport({ clock });
    const admit = jest.fn();
    await server.stop();
    await expect(transport.request({ ...get, admit })).rejects.toThrow(
      KubeUnreachableError,
    );
    expect(admit).not.toHaveBeenCalled();
    server = await ScriptedServer.start(({ json }) => json(200, { ok: true }));
    transport.close();
  });

  it.each(['a new', 'a kept-alive'])(
    'sends nothing over %s connection when the request is not admitted',
    async which => {
      const transport = server.transport({ clock });
      if (which === 'a kept-alive') {
        await transport.request(get);
      }
      const before = server.requests.length;
      const admit = () => {
        throw new GateClosedError('too late');
      };
      await expect(
        transport.request({ method: 'POST', path: '/', body: {}, admit }),
      ).rejects.toThrow(GateClosedError);
      await transport.request(get);
      expect(server.requests.slice(before).map(({ method }) => method)).toEqual(
        ['GET'],
      );
      transport.close();
    },
  );

  it('sends a GET again, and no write, when a kept-alive connection turns out closed', async () => {
    const transport = server.transport({ clock });
    await transport.request(get);
    let kills = 1;
    server.script = ({ response, json }) =>
      kills-- > 0 ? response.socket?.resetAndDestroy() : json(200, {});
    await expect(transport.request(get)).resolves.toEqual({});
    kills = 1;
    await expect(
      transport.request({ method: 'POST', path: '/x', body: {} }),
    ).rejects.toThrow(KubeUnreachableError);
    transport.close();
  });

  it('holds back every request while a 429 asks for a pause, but not an urgent one', async () => {
    const transport = server.transport({ clock });
    server.script = ({ json }) => json(429, {}, { 'retry-after': '3' });
    await expect(transport.request(get)).rejects.toMatchObject({
      status: 429,
      retryAfterMs: 3000,
    });
    server.script = ({ json }) => json(200, {});
    const later = transport.request({ ...get, path: '/held' });
    await transport.request({ ...get, path: '/urgent', urgent: true });
    await clock.advance(2999);
    expect(server.requests.map(r => r.url.pathname)).not.toContain('/held');
    await clock.advance(1);
    await later;
    expect(server.requests.map(r => r.url.pathname)).toContain('/held');
    transport.close();
  });

  it('keeps at most maxInFlight requests under way', async () => {
    const open: Array<() => void> = [];
    server.script = ({ json }) => open.push(() => json(200, {}));
    const transport = server.transport({ clock, maxInFlight: 2 });
    const all = Promise.all([1, 2, 3].map(() => transport.request(get)));
    await until(() => open.length === 2);
    await clock.flush();
    expect(server.requests).toHaveLength(2);
    open[0]();
    await until(() => open.length === 3);
    open.slice(1).forEach(end => end());
    await all;
    transport.close();
  });

  it('frees the place of a request that was aborted', async () => {
    server.script = () => {};
    const transport = server.transport({ clock, maxInFlight: 1 });
    const abort = new AbortController();
    const reason = new Error('not needed any more');
    const aborted = transport
      .request({ ...get, signal: abort.signal })
      .catch(e => e);
    await until(() => server.requests.length === 1);
    server.script = ({ json }) => json(200, 'fine');
    const next = transport.request(get);
    abort.abort(reason);
    expect(await aborted).toBe(reason);
    expect(await next).toBe('fine');
    transport.close();
  });

  it('ends a silent stream', async () => {
    server.script = ({ events }) => events({ n: 1 });
    const transport = server.transport({ clock });
    const stream = await transport.stream({ ...get, idleTimeoutMs: 1000 });
    const lines: string[] = [];
    const failed = (async () => {
      for await (const line of stream.lines) {
        lines.push(line);
      }
    })().catch(e => e);
    await until(() => lines.length === 1);
    await clock.advance(1000);
    expect(await failed).toMatchObject({ code: 'ESTREAMIDLE' });
    transport.close();
  });

  it('refuses plain HTTP unless the kubeconfig waives TLS', () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: 'x', server: server.url, skipTLSVerify: false },
      { name: 'x' },
    );
    expect(() => RestTransport.fromKubeConfig(kubeConfig)).toThrow('https://');
  });
});

describe('retryClassOf', () => {
  const error = (status: number, extra = {}) =>
    new KubeApiError({ status, method: 'PATCH', path: '/', ...extra });
  it.each([
    [error(409, { reason: 'Conflict' }), 'stale'],
    [error(409, { reason: 'AlreadyExists' }), 'retry'],
    [error(422, { details: { causes: [{ field: 'metadata.uid' }] } }), 'stale'],
    [error(422), 'terminal'],
    [error(400), 'terminal'],
    [error(403), 'retry'],
    [error(404), 'retry'],
    [error(500), 'retry'],
    [new KubeUnreachableError('reset', {}), 'retry'],
    [new TypeError('a bug'), 'retry'],
  ])('%s is %s', (e, expected) => {
    expect(retryClassOf(e)).toBe(expected);
  });
});
