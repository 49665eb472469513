import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import * as controllers from '@dpf-portal/dpf-controllers';
import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  RoleMode,
  reservationsDenied,
} from '@dpf-portal/dpf-model';
import { CONTROLLERS_LEASE } from '@dpf-portal/dpf-world';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import { systemClock } from '@dpf-portal/kube-controller';
import { eventually } from '@dpf-portal/test-support/tenants';
import { KubeConfig } from '@kubernetes/client-node';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { FakeReconcilerChild } from '../__testUtils__/FakeReconcilerChild';
import { RecordedMetrics } from '../__testUtils__/RecordedMetrics';
import { kubeconfigText } from '../__testUtils__/kubeconfigText';
import { NOW, startServer } from '../__testUtils__/startServer';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { HostedManagementCluster } from './HostedManagementCluster';
import { ReconcilerChild } from './startReconcilerProcess';

const MANAGER: controllers.ClusterManager = {
  type: 'example.com/cluster',
  reconcile: async () => ({ conditions: [] }),
};

async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    await setImmediate();
  }
}

describe('HostedManagementCluster', () => {
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);

  describe('asked to check the server of a kubeconfig', () => {
    async function check(
      server: string,
      tenantAccess = TEST_SETTINGS.tenantAccess,
    ) {
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromClusterAndUser(
        { name: 'mc', server: 'https://10.0.0.1:6443', skipTLSVerify: false },
        { name: 'portal' },
      );
      const cluster = HostedManagementCluster.create({
        settings: { ...TEST_SETTINGS, kubeConfig, tenantAccess },
        managers: [],
        metrics: metricsServiceMock.mock(),
        clock: systemClock,
        logger,
      });
      return cluster.checkKubeconfig(kubeconfigText({ server }));
    }

    it.each([
      ['ServerIsLocal', 'https://127.0.0.1:6443', 'owner'],
      ['ServerIsLocal', 'https://[fe80::1]:6443', 'owner'],
      ['AddressForbidden', 'https://169.254.169.254', 'owner'],
      ['AddressForbidden', 'https://10.0.0.1:6443', 'owner'],
      ['AddressNotAllowed', 'https://203.0.113.7:6443', undefined],
    ])('refuses it as %s: %s', async (code, server, who) => {
      const answer = await check(server);
      expect(answer).toMatchObject({
        ok: false,
        refused: true,
        problem: { code },
      });
      expect(answer.problem?.who).toBe(who);
    });

    it('only warns its owner of a name that does not resolve', async () => {
      const lookup = jest
        .spyOn(dns, 'lookup')
        .mockRejectedValue(new Error('ENOTFOUND'));
      const answer = await check('https://api.example:6443');
      lookup.mockRestore();
      expect(answer).toMatchObject({
        ok: false,
        refused: false,
        problem: { code: 'NameNotResolved', who: 'owner' },
      });
    });

    it('tells the log alone why there was no connection', async () => {
      const proxy = http.createServer();
      proxy.on('connect', (_request, socket) =>
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
      );
      proxy.listen(0, '127.0.0.1');
      await once(proxy, 'listening');
      const { port } = proxy.address() as AddressInfo;
      const answer = await check('https://10.20.0.10:6443', {
        mode: 'proxy',
        proxyUrl: `http://127.0.0.1:${port}`,
      });
      proxy.close();
      await once(proxy, 'close');
      expect(answer).toMatchObject({ ok: false, refused: false });
      expect(JSON.stringify(answer)).not.toContain('502');
      expect(logger.info).toHaveBeenCalledWith(
        'No connection to https://10.20.0.10:6443, the server in an uploaded kubeconfig: The proxy could not connect to 10.20.0.10:6443 (status 502).',
      );
    });
  });

  describe('asked who runs the roles', () => {
    async function run(options: {
      kamaji: RoleMode;
      startReconcilers: () => ReconcilerChild;
    }) {
      const server = await FakeApiServer.start();
      const cluster = HostedManagementCluster.create({
        settings: {
          ...TEST_SETTINGS,
          kubeConfig: server.kubeConfig(),
          roles: { ...TEST_SETTINGS.roles, kamaji: options.kamaji },
        },
        managers: [],
        metrics: metricsServiceMock.mock(),
        clock: systemClock,
        logger,
        startReconcilers: options.startReconcilers,
      });
      const stop = new AbortController();
      const running = cluster.run(stop.signal);
      const { connection } = cluster;
      await eventually(() => connection.synced && connection.vendor.settled);
      return {
        cluster,
        kamaji: () => cluster.roles().find(({ role }) => role === 'kamaji'),
        stop: async () => {
          stop.abort();
          await running;
          await server.stop();
        },
      };
    }

    it('starts no reconcilers while every role is disabled', async () => {
      const startReconcilers = jest.fn();
      const { kamaji, stop } = await run({
        kamaji: 'disabled',
        startReconcilers,
      });
      expect(kamaji()).toMatchObject({ mode: 'disabled', runBy: 'nobody' });
      await stop();
      expect(startReconcilers).not.toHaveBeenCalled();
    });

    it('answers what is observed until the reconcilers have reported', async () => {
      const child = new FakeReconcilerChild();
      const { kamaji, stop } = await run({
        kamaji: 'auto',
        startReconcilers: () => child,
      });
      expect(kamaji()).toMatchObject({ mode: 'auto', runBy: 'nobody' });
      child.report({
        kind: 'roles',
        roles: [
          { role: 'kamaji', mode: 'auto', runBy: 'portal', reason: 'Held.' },
        ],
      });
      expect(kamaji()).toMatchObject({ runBy: 'portal', reason: 'Held.' });
      await stop();
      expect(child.received.at(-1)).toEqual({ kind: 'stop' });
    });

    it('answers what is observed where the reconcilers cannot be started, and says so', async () => {
      const { cluster, kamaji, stop } = await run({
        kamaji: 'auto',
        startReconcilers: () => {
          throw new Error('no such package');
        },
      });
      expect(kamaji()).toMatchObject({ mode: 'auto', runBy: 'nobody' });
      expect(cluster.findings()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ code: 'ReconcilersEnded' }),
        ]),
      );
      await stop();
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringMatching(
          /^The reconcilers of local ended \(Error: no such package\)/,
        ),
      );
    });
  });

  it('logs that reconcilers in its own thread could not be loaded', async () => {
    const server = await FakeApiServer.start();
    const cluster = HostedManagementCluster.create({
      settings: {
        ...TEST_SETTINGS,
        kubeConfig: server.kubeConfig(),
        roles: { ...TEST_SETTINGS.roles, kamaji: 'auto' },
      },
      managers: [MANAGER],
      metrics: metricsServiceMock.mock(),
      clock: systemClock,
      logger,
      loadControllers: () => Promise.reject(new Error('no such package')),
    });
    const stop = new AbortController();
    const running = cluster.run(stop.signal);
    await eventually(() => cluster.connection.synced);
    stop.abort();
    await running;
    await server.stop();
    expect(logger.error).toHaveBeenCalledWith(
      'The reconcilers of local did not start: Error: no such package',
    );
  });

  it('measures what the platform’s page shows while every role is disabled', async () => {
    const recorded = new RecordedMetrics();
    const server = await startServer({ runBy: 'vendor' });
    const cluster = HostedManagementCluster.create({
      settings: {
        ...TEST_SETTINGS,
        kubeConfig: server.kubeConfig(),
      },
      managers: [],
      metrics: recorded.service,
      clock: systemClock,
      logger,
    });
    cluster.addFindings(() => [reservationsDenied('It may not.')]);
    const { uid } = server.objects.create(
      `dpuclusters.${DPU_CLUSTER_GROUPS.released}`,
      'a',
      { metadata: { name: 'known' }, ...{ spec: { type: 'vendor/unknown' } } },
    ).metadata;
    cluster.useAcknowledgements(
      its => code =>
        its === uid && code === 'NoManagerForType'
          ? { by: 'user:default/ann', at: NOW, until: NOW, note: 'Ordered.' }
          : undefined,
    );
    server.objects.create(`dpuclusters.${DPU_CLUSTER_GROUPS.released}`, 'a', {
      metadata: {
        name: 'blue',
        annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/a' },
      },
      ...{ spec: { type: 'vendor/unknown' } },
    });
    const stop = new AbortController();
    const running = cluster.run(stop.signal);
    const { connection } = cluster;
    await eventually(() => connection.synced && connection.vendor.settled);
    const lines = await recorded.collect();
    const own = '"management_cluster":"local"}';
    expect(lines).toEqual(
      expect.arrayContaining([
        `dpf_management_cluster_reachable {${own} 1`,
        `dpf_upgrade_in_progress {${own} 0`,
        expect.stringMatching(
          /^dpf_dpucluster_status_phase .*"name":"blue".*"phase":"Pending".* 1$/,
        ),
        `dpf_finding {"code":"NoManagerForType","severity":"error","who":"platform","blocking":"true","upgrade":"false","acknowledged":"false","owner":"group:default/a","cluster":"a/blue",${own} 1`,
        `dpf_finding {"code":"NoManagerForType","severity":"error","who":"platform","blocking":"true","upgrade":"false","acknowledged":"true","owner":"","cluster":"a/known",${own} 1`,
        `dpf_finding {"code":"ReservationsDenied","severity":"error","who":"platform","blocking":"false","upgrade":"false","acknowledged":"false","owner":"","cluster":"",${own} 1`,
      ]),
    );
    const codesOf = (text: string) => /"code":"(\w+)"/.exec(text)?.[1];
    expect(
      lines
        .filter(line => line.startsWith('dpf_finding '))
        .map(codesOf)
        .sort(),
    ).toEqual(
      cluster
        .placedFindings()
        .map(({ finding }) => finding.code)
        .sort(),
    );
    stop.abort();
    await running;
    await server.stop();
  });

  it.each(['their own', 'the portal’s'])(
    'releases the Lease before it closes the connection when controllers with a manager of a module use %s identity',
    async identity => {
      const server = await FakeApiServer.start();
      // A client that leaves before the answer loses its write.
      server.hold = () => manyTurns();
      const holder = () =>
        server.objects
          .list('leases')
          .find(({ metadata }) => metadata.name === CONTROLLERS_LEASE)?.spec;
      const metrics = metricsServiceMock.mock();
      const cluster = HostedManagementCluster.create({
        settings: {
          ...TEST_SETTINGS,
          kubeConfig: server.kubeConfig(),
          controllersKubeConfig:
            identity === 'their own' ? server.kubeConfig() : undefined,
          roles: { ...TEST_SETTINGS.roles, kamaji: 'auto' },
        },
        managers: [MANAGER],
        metrics,
        clock: systemClock,
        logger,
        loadControllers: async () => controllers,
        startReconcilers: () => {
          throw new Error('A manager cannot be called by another process.');
        },
      });
      const stop = new AbortController();
      const running = cluster.run(stop.signal);
      await eventually(() => holder() !== undefined);
      expect(holder()).toMatchObject({ holderIdentity: expect.any(String) });
      expect(holder()).not.toMatchObject({ holderIdentity: '' });
      expect(metrics.createGauge).toHaveBeenCalledWith(
        'leader_election_master_status',
        expect.anything(),
      );
      stop.abort();
      await running;
      expect(holder()).toMatchObject({ holderIdentity: '' });
      await server.stop();
    },
  );
});
