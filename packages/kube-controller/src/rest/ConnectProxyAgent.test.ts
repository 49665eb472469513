import http from 'node:http';
import net, { AddressInfo } from 'node:net';
import { openTunnel } from './ConnectProxyAgent';

describe('openTunnel', () => {
  const proxy = http.createServer();
  let proxyUrl: string;
  const open = (signal = AbortSignal.timeout(5_000)) =>
    openTunnel({ proxyUrl, host: 'fd00::1', port: 6443, signal });

  beforeEach(async () => {
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    proxyUrl = `http://us%40er:secret@127.0.0.1:${port}`;
  });
  afterEach(async () => {
    proxy.removeAllListeners('connect');
    await new Promise(resolve => proxy.close(resolve));
  });

  it('is a connection once the proxy has answered 200', async () => {
    const asked: Array<[string | undefined, string | undefined]> = [];
    proxy.once('connect', (request, socket: net.Socket) => {
      asked.push([request.url, request.headers['proxy-authorization']]);
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.once('data', data => socket.end(`${data}!`));
    });
    const tunnel = await open();
    tunnel.write('hello');
    const answer = await new Promise(resolve => tunnel.once('data', resolve));
    expect(String(answer)).toBe('hello!');
    expect(asked).toEqual([
      ['[fd00::1]:6443', `Basic ${btoa('us@er:secret')}`],
    ]);
    tunnel.destroy();
  });

  it('says what a proxy answered that refuses', async () => {
    proxy.once('connect', (_request, socket: net.Socket) =>
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'),
    );
    await expect(open()).rejects.toMatchObject({
      failure: 'Refused',
      target: '[fd00::1]:6443',
      status: 403,
    });
  });

  it('tells a proxy that does not answer from one that cannot be reached', async () => {
    proxy.once('connect', (_request, socket: net.Socket) => socket.destroy());
    await expect(open()).rejects.toMatchObject({ failure: 'Unanswered' });
    proxyUrl = 'http://127.0.0.1:1';
    await expect(open()).rejects.toMatchObject({ failure: 'ProxyUnreachable' });
  });

  it('stops when it is aborted', async () => {
    proxy.once('connect', (_request, socket: net.Socket) =>
      socket.resume().once('end', () => socket.end()),
    );
    await expect(open(AbortSignal.timeout(100))).rejects.toMatchObject({
      failure: 'Unanswered',
      cause: { name: 'AbortError' },
    });
  });
});
