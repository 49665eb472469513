import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { once } from 'events';
import express, { ErrorRequestHandler } from 'express';
import { IncomingHttpHeaders, Server, createServer, request } from 'http';
import { AddressInfo } from 'net';
import { Duplex } from 'stream';
import supertest from 'supertest';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { serveOwnHostsToGuests } from './guestHosts';

const GUESTS: JsonObject = {
  app: { baseUrl: 'https://portal.example.com' },
  backend: { baseUrl: 'http://backend.example.com:7007' },
  auth: {
    providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
  },
};

const SERVED = [
  'portal.example.com',
  'Portal.Example.COM:443',
  'backend.example.com:7007',
  'backend.example.com:9999',
  'localhost',
  'localhost:7007',
  '127.0.0.1:7007',
  '127.8.0.1',
  '[::1]',
  '[::1]:7007',
];
const REFUSED = [
  'rebound.example.net',
  'rebound.example.net:7007',
  'example.com',
  'sub.portal.example.com',
  'portal.example.com.rebound.example.net',
  'localhost.rebound.example.net',
  '127.0.0.1.rebound.example.net',
  '127.rebound.example.net',
  '10.0.0.1:7007',
  '0.0.0.0:7007',
  '[::2]:7007',
  'localhost@rebound.example.net',
  'rebound.example.net@localhost',
  'rebound.example.net/localhost',
  'localhost, rebound.example.net',
];

describe('serveOwnHostsToGuests', () => {
  let server: Server;
  let closeSockets: () => void;
  afterEach(async () => {
    closeSockets();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function start(config: JsonObject = GUESTS) {
    const app = express();
    server = createServer(app);
    const sockets: Duplex[] = [];
    closeSockets = () => sockets.forEach(socket => socket.destroy());
    serveOwnHostsToGuests({ app, server, config: new ConfigReader(config) });
    app.use((_req, res) => res.json({}));
    const asStatus: ErrorRequestHandler = (error, _req, res, _next) =>
      res
        .status(error.name === 'NotAllowedError' ? 403 : 500)
        .end(error.message);
    app.use(asStatus);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      /** As a plugin with sockets does it, after the first request. */
      takeSockets: () =>
        server.on('upgrade', (_req, socket) => {
          sockets.push(socket);
          socket.write(
            'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
          );
        }),
      get: (headers: IncomingHttpHeaders) => answerTo(server, headers),
    };
  }

  it.each(SERVED)('serves the host %p', async host => {
    const { get } = await start();
    expect(await get({ host })).toMatchObject({ status: 200 });
  });

  it.each(REFUSED)(
    'refuses the host %p, and says where the portal is',
    async host => {
      const { get } = await start();
      expect(await get({ host })).toEqual({
        status: 403,
        text: expect.stringContaining(
          'Open https://portal.example.com instead',
        ),
      });
    },
  );

  it('serves every host where guests cannot sign in', async () => {
    const { get } = await start({
      ...GUESTS,
      auth: { providers: { guest: {} } },
    });
    expect(await get({ host: 'any.example.net' })).toMatchObject({
      status: 200,
    });
  });

  describe('sockets', () => {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };

    it.each([
      ['localhost:7007', undefined],
      ['localhost:7007', 'http://localhost:3000'],
      ['localhost:7007', 'https://portal.example.com'],
    ])('opens them for the host %p to a page of %p', async (host, origin) => {
      const { get, takeSockets } = await start();
      takeSockets();
      expect(
        await get({ ...upgrade, host, ...(origin ? { origin } : {}) }),
      ).toMatchObject({ status: 101 });
    });

    it.each([
      ['rebound.example.net', undefined],
      ['rebound.example.net', 'http://rebound.example.net'],
      ['localhost:7007', 'http://rebound.example.net'],
      ['localhost:7007', 'null'],
    ])('refuses them for the host %p to a page of %p', async (host, origin) => {
      const { get, takeSockets } = await start();
      takeSockets();
      expect(
        await get({ ...upgrade, host, ...(origin ? { origin } : {}) }),
      ).toMatchObject({ status: 403 });
    });

    it('leaves upgrades to Express until somebody listens to them', async () => {
      const { get } = await start();
      expect(await get({ ...upgrade, host: 'localhost' })).toMatchObject({
        status: 200,
      });
      expect(
        await get({ ...upgrade, host: 'rebound.example.net' }),
      ).toMatchObject({ status: 403 });
    });
  });
});

describe('the routes of the dpf plugin', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  afterEach(() => backend.stop());

  it('refuse other hosts in every portal where guests may sign in', async () => {
    backend = await startDpfTestBackend({ config: GUESTS });
    const get = (path: string, host: string) =>
      supertest(backend.server).get(`/api/dpf${path}`).set('Host', host);
    await get('/dpu-clusters', 'portal.example.com').expect(200);
    const { body } = await get('/dpu-clusters', 'rebound.example.net').expect(
      403,
    );
    expect(body.error.message).toContain('Open https://portal.example.com');
    await get('/health', 'rebound.example.net').expect(403);
  });

  it('answer the other plugins where the back end listens at an address of its own', async () => {
    backend = await startDpfTestBackend({
      config: GUESTS,
      baseUrl: 'http://dpf.internal:7007/api/dpf',
    });
    await supertest(backend.server)
      .get('/api/dpf/dpu-clusters')
      .set('Host', 'dpf.internal:7007')
      .expect(200);
  });

  it('answer for every host where guests cannot sign in', async () => {
    backend = await startDpfTestBackend();
    await supertest(backend.server)
      .get('/api/dpf/dpu-clusters')
      .set('Host', 'any.example.net')
      .expect(200);
  });
});

/** The answer to GET /, or to the upgrade that the headers ask for. */
async function answerTo(
  server: Server,
  headers: IncomingHttpHeaders,
): Promise<{ status?: number; text: string }> {
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: '127.0.0.1', port, headers, agent: false });
  sent.end();
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      resolve({ status: statusCode, text: '' });
    });
    sent.on('response', response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', chunk => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
  });
}
