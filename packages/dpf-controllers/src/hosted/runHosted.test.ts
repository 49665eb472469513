import { LeaseObject } from '@dpf-portal/kube-controller';
import { CONTROLLERS_LEASE } from '@dpf-portal/dpf-world';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import { KubeConfig } from '@kubernetes/client-node';
import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import {
  FromReconcilers,
  HostedSettings,
  ToReconcilers,
} from './HostedMessage';
import { runHosted } from './runHosted';

/** The other end of the channel. */
class FakePortal {
  readonly received: FromReconcilers[] = [];
  readonly #listeners: Array<(message: ToReconcilers) => void> = [];
  /** The portal ends without a word. */
  end = () => {};

  send(message: FromReconcilers): void {
    // As data, as between processes.
    this.received.push(JSON.parse(JSON.stringify(message)));
  }

  onMessage(listener: (message: ToReconcilers) => void): void {
    this.#listeners.push(listener);
  }

  onGone(listener: () => void): void {
    this.end = listener;
  }

  async sent(): Promise<void> {}

  tell(message: ToReconcilers): void {
    const data: ToReconcilers = JSON.parse(JSON.stringify(message));
    this.#listeners.forEach(listener => listener(data));
  }
}

describe('runHosted', () => {
  let server: FakeApiServer;
  beforeEach(async () => {
    server = await FakeApiServer.start();
  });
  afterEach(() => server.stop());

  const holder = () => {
    const lease = server.objects
      .list('leases')
      .find(({ metadata }) => metadata.name === CONTROLLERS_LEASE);
    return lease?.spec as LeaseObject['spec'];
  };

  function settings(): HostedSettings {
    const { clusters, users, contexts, currentContext } = server.kubeConfig();
    return {
      name: 'site-a',
      identity: 'portal_1',
      kubeConfig: { clusters, users, contexts, currentContext },
      roles: { kamaji: 'auto', static: 'disabled', provisioning: 'disabled' },
      tenantAccess: { mode: 'direct' },
      otherSites: {},
      debug: false,
    };
  }

  function start() {
    const portal = new FakePortal();
    return { portal, running: runHosted(portal) };
  }

  it('leads, and reports roles, log lines and measurements', async () => {
    const { portal, running } = start();
    portal.tell({ kind: 'start', settings: settings() });
    await eventually(() =>
      portal.received.some(
        message =>
          message.kind === 'roles' &&
          message.roles.some(({ runBy }) => runBy === 'portal'),
      ),
    );
    portal.tell({ kind: 'stop' });
    await running;
    expect(portal.received).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'log',
          level: 'info',
          message: 'Leading',
          meta: expect.objectContaining({ managementCluster: 'site-a' }),
        }),
      ]),
    );
    expect(
      portal.received.flatMap(message =>
        message.kind === 'metrics' ? message.samples : [],
      ),
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'gauge',
          name: 'leader_election_master_status',
        }),
      ]),
    );
  });

  it.each([
    ['is told to stop', (portal: FakePortal) => portal.tell({ kind: 'stop' })],
    ['loses its portal', (portal: FakePortal) => portal.end()],
  ])('releases its Leases when it %s', async (_, stop) => {
    const { portal, running } = start();
    portal.tell({ kind: 'start', settings: settings() });
    await eventually(() => Boolean(holder()?.holderIdentity));
    stop(portal);
    await running;
    expect(holder()).toMatchObject({ holderIdentity: '' });
  });

  it('goes on at once with the Leases of a process that ended without releasing them', async () => {
    const before = new Date().toISOString().replace(/Z$/, '000Z');
    server.objects.create('leases', 'dpf-operator-system', {
      metadata: { name: CONTROLLERS_LEASE },
      ...{
        spec: {
          holderIdentity: 'portal_1',
          leaseDurationSeconds: 3_600,
          acquireTime: before,
          renewTime: before,
        },
      },
    });
    const { portal, running } = start();
    portal.tell({ kind: 'start', settings: settings() });
    await eventually(() =>
      portal.received.some(
        message => message.kind === 'log' && message.message === 'Leading',
      ),
    );
    expect(holder()).toMatchObject({ holderIdentity: 'portal_1' });
    portal.tell({ kind: 'stop' });
    await running;
  });

  it('uses a renewed identity for its next request', async () => {
    const tokens = new Set<string | undefined>();
    const relay = http.createServer((request, response) => {
      const { method, url = '', headers } = request;
      tokens.add(headers.authorization);
      const forwarded = http.request(
        new URL(url, server.url),
        { method, headers },
        answer => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      forwarded.on('error', () => response.destroy());
      request.pipe(forwarded);
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const { port } = relay.address() as AddressInfo;
    const kubeConfig = new KubeConfig();
    const identity = (token: string) => {
      kubeConfig.loadFromClusterAndUser(
        {
          name: 'relay',
          server: `http://127.0.0.1:${port}`,
          skipTLSVerify: true,
        },
        { name: 'tester', token },
      );
      const { clusters, users, contexts, currentContext } = kubeConfig;
      return { clusters, users, contexts, currentContext };
    };
    const { portal, running } = start();
    portal.tell({
      kind: 'start',
      settings: { ...settings(), kubeConfig: identity('first') },
    });
    await eventually(() => Boolean(holder()?.holderIdentity));
    expect([...tokens]).toEqual(['Bearer first']);
    portal.tell({ kind: 'identity', kubeConfig: identity('second') });
    portal.tell({ kind: 'stop' });
    await running;
    // The Lease was released with it.
    expect([...tokens]).toEqual(['Bearer first', 'Bearer second']);
    relay.closeAllConnections();
    relay.close();
    await once(relay, 'close');
  });

  it('ends at once where the portal stops before it starts anything', async () => {
    const { portal, running } = start();
    portal.tell({ kind: 'stop' });
    await running;
    expect(portal.received).toEqual([]);
  });
});
