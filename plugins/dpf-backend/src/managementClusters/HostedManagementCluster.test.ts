import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { KubeConfig } from '@kubernetes/client-node';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { LeaseServer } from '../__testUtils__/LeaseServer';
import { kubeconfigText } from '../__testUtils__/kubeconfigText';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { HostedManagementCluster } from './HostedManagementCluster';

const LEASE = 'dpf-portal-controllers';

describe('HostedManagementCluster', () => {
  describe('asked to check the server of a kubeconfig', () => {
    const logger = mockServices.logger.mock();
    async function check(
      server: string,
      tenantAccess = TEST_SETTINGS.tenantAccess,
    ) {
      logger.child.mockReturnValue(logger);
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromClusterAndUser(
        { name: 'mc', server: 'https://10.0.0.1:6443', skipTLSVerify: false },
        { name: 'portal' },
      );
      const cluster = HostedManagementCluster.create({
        settings: { ...TEST_SETTINGS, kubeConfig, tenantAccess },
        managers: [],
        metrics: metricsServiceMock.mock(),
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

  it.each(['their own', 'the portal’s'])(
    'lets go of the Lease before it closes the connection when the controllers use %s identity',
    async whose => {
      const server = await LeaseServer.start();
      const metrics = metricsServiceMock.mock();
      const cluster = HostedManagementCluster.create({
        settings: {
          ...TEST_SETTINGS,
          kubeConfig: server.kubeConfig(),
          controllersKubeConfig:
            whose === 'their own' ? server.kubeConfig() : undefined,
          roles: { ...TEST_SETTINGS.roles, kamaji: 'auto' },
        },
        managers: [],
        metrics,
        logger: mockServices.logger.mock(),
      });
      const stop = new AbortController();
      const running = cluster.run(stop.signal);
      await server.nextWrite();
      expect(server.holderOf(LEASE)).toBeTruthy();
      expect(metrics.createGauge).toHaveBeenCalledWith(
        'leader_election_master_status',
        expect.anything(),
      );
      stop.abort();
      await running;
      expect(server.holderOf(LEASE)).toBe('');
      await server.stop();
    },
  );
});
