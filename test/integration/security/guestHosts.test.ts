import { findFreePort } from '@dpf-portal/local-cluster';
import { once } from 'node:events';
import fs from 'node:fs';
import { IncomingHttpHeaders, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { BackendProcess } from '../../portal/BackendProcess';

const GUEST_TOKEN = '/api/auth/guest/refresh';

// The discard port: the portal needs no management cluster for this.
const KUBECONFIG = `apiVersion: v1
kind: Config
clusters: [{ name: away, cluster: { server: 'https://127.0.0.1:9' } }]
users: [{ name: portal, user: { token: unused } }]
contexts: [{ name: away, context: { cluster: away, user: portal } }]
current-context: away
`;

describe('The example portal, where everybody may sign in as guest', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'guest-hosts-'));
  let backend: BackendProcess;

  beforeAll(async () => {
    const kubeconfigFile = path.join(stateDir, 'portal.kubeconfig');
    fs.writeFileSync(kubeconfigFile, KUBECONFIG);
    backend = BackendProcess.create({
      port: await findFreePort(),
      stateDir,
      portalKubeconfigFile: kubeconfigFile,
      controllersKubeconfigFile: '',
      tenantProxyUrl: 'http://127.0.0.1:9',
    });
    await backend.start();
  });
  afterAll(async () => {
    await backend?.stop();
    fs.rmSync(stateDir, { recursive: true });
  });

  it.each(['localhost', 'localhost:3000', '127.0.0.1:7007', '[::1]:7007'])(
    'signs a guest in at %s',
    async host => {
      expect(await statusOf(GUEST_TOKEN, { host })).toBe(200);
    },
  );

  it.each([
    GUEST_TOKEN,
    '/api/dpf/dpu-clusters',
    '/api/catalog/entities',
    '/api/signals/health',
    '/.backstage/health/v1/readiness',
    '/',
  ])(
    'answers a page that has its own name lead here with 403 at %s',
    async at => {
      const authorization = `Bearer ${await backend.guestToken()}`;
      const host = 'rebound.example.net:7007';
      expect(await statusOf(at, { host, authorization })).toBe(403);
    },
  );

  it('opens the sockets of signals to its own pages only', async () => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-version': '13',
    };
    const open = (headers: IncomingHttpHeaders) =>
      statusOf('/api/signals', { ...upgrade, ...headers });
    const own = {
      host: 'localhost:7007',
      origin: 'http://localhost:3000',
      // As the signals plugin of the browser sends the user's token.
      'sec-websocket-protocol': await backend.guestToken(),
    };
    const rebound = { ...own, host: 'rebound.example.net' };
    // Before the signals plugin listens to sockets, Express answers.
    expect(await open(rebound)).toBe(403);
    // The first connection makes the signals plugin listen, but is not answered by it.
    const first = send('/api/signals', { ...upgrade, ...own });
    first.on('error', () => {});
    await once(first, 'finish');
    expect(await statusOf('/api/signals/health', own)).toBe(200);
    first.destroy();

    expect(await open(own)).toBe(101);
    expect(await open(rebound)).toBe(403);
    expect(await open({ ...own, origin: 'http://rebound.example.net' })).toBe(
      403,
    );
    expect(backend.running).toBe(true);
  });

  function send(pathname: string, headers: IncomingHttpHeaders) {
    const sent = request(`${backend.baseUrl}${pathname}`, {
      headers,
      agent: false,
    });
    sent.end();
    return sent;
  }

  function statusOf(
    pathname: string,
    headers: IncomingHttpHeaders,
  ): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const sent = send(pathname, headers);
      sent.on('error', reject);
      sent.on('upgrade', ({ statusCode }, socket) => {
        socket.destroy();
        resolve(statusCode);
      });
      sent.on('response', response => {
        response.resume();
        resolve(response.statusCode);
      });
    });
  }
});
