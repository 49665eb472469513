import net, { AddressInfo } from 'node:net';
import { findFreePort } from '../process/findFreePort';
import { ConnectProxy, Route } from './ConnectProxy';

describe('ConnectProxy', () => {
  let route: Route;
  let asked: string[];
  let proxy: ConnectProxy;
  let port: number;
  let echo: net.Server;

  beforeEach(async () => {
    asked = [];
    echo = net.createServer(socket => socket.pipe(socket));
    await new Promise<void>(resolve => {
      echo.listen(0, '127.0.0.1', () => resolve());
    });
    proxy = new ConnectProxy((host, targetPort) => {
      asked.push(`${host}:${targetPort}`);
      return route;
    });
    port = await findFreePort();
    await proxy.listen(port);
  });
  afterEach(async () => {
    await proxy.close();
    await new Promise(resolve => {
      echo.close(resolve);
    });
  });

  /** Sends a request and resolves with the received text when `until` matches it or the connection ends. */
  function talk(request: string, until: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () =>
        socket.write(request),
      );
      let text = '';
      socket.setEncoding('utf8').on('data', chunk => {
        text += chunk;
        if (until.test(text)) {
          socket.destroy();
        }
      });
      socket.on('close', () => resolve(text)).on('error', reject);
    });
  }

  it('carries bytes both ways, the first ones with the request included', async () => {
    const { port: target } = echo.address() as AddressInfo;
    route = { kind: 'port', port: target };
    const text = await talk(
      'CONNECT 10.66.66.66:31000 HTTP/1.1\r\n\r\nhello',
      /hello$/,
    );
    expect(text).toMatch(/^HTTP\/1.1 200 /);
    expect(text).toMatch(/\r\n\r\nhello$/);
    expect(asked).toEqual(['10.66.66.66:31000']);
  });

  it('answers 403 where nothing of ours is', async () => {
    route = { kind: 'refused' };
    expect(
      await talk('CONNECT a.example:443 HTTP/1.1\r\n\r\n', /\r\n\r\n$/),
    ).toMatch(/^HTTP\/1.1 403 /);
  });

  it('answers 502 where the process is down or does not accept', async () => {
    route = { kind: 'down' };
    const request = 'CONNECT 10.66.66.66:31000 HTTP/1.1\r\n\r\n';
    expect(await talk(request, /\r\n\r\n$/)).toMatch(/^HTTP\/1.1 502 /);
    route = { kind: 'port', port: await findFreePort() };
    expect(await talk(request, /\r\n\r\n$/)).toMatch(/^HTTP\/1.1 502 /);
  });

  it('takes a connection to a silent target and says nothing', async () => {
    route = { kind: 'silent' };
    const text = await talk(
      'CONNECT 10.66.66.66:31000 HTTP/1.1\r\n\r\nhello',
      /\r\n\r\n/,
    );
    expect(text).toBe('HTTP/1.1 200 Connection established\r\n\r\n');
  });

  it('ends an open connection whose target goes down, with the next it is to carry', async () => {
    const { port: target } = echo.address() as AddressInfo;
    route = { kind: 'port', port: target };
    const text = await new Promise<string>((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1');
      let heard = '';
      socket.setEncoding('utf8').on('data', chunk => {
        heard += chunk;
        if (heard.endsWith('one')) {
          route = { kind: 'down' };
          socket.write('two');
        }
      });
      socket.on('close', () => resolve(heard)).on('error', reject);
      socket.write('CONNECT 10.66.66.66:31000 HTTP/1.1\r\n\r\none');
    });
    expect(text).toMatch(/one$/);
  });

  it('is no proxy for plain HTTP', async () => {
    const text = await talk(
      'GET http://a.example/ HTTP/1.1\r\nhost: a.example\r\n\r\n',
      /\r\n\r\n/,
    );
    expect(text).toMatch(/^HTTP\/1.1 405 /);
    expect(asked).toEqual([]);
  });
});
