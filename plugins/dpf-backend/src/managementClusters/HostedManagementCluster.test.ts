import { mockServices } from '@backstage/backend-test-utils';
import { LeaseServer } from '../__testUtils__/LeaseServer';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { HostedManagementCluster } from './HostedManagementCluster';

const LEASE = 'dpf-portal-controllers';

describe('HostedManagementCluster', () => {
  it.each(['their own', 'the portal’s'])(
    'lets go of the Lease before it closes the connection when the controllers use %s identity',
    async whose => {
      const server = await LeaseServer.start();
      const cluster = HostedManagementCluster.create({
        settings: {
          ...TEST_SETTINGS,
          kubeConfig: server.kubeConfig(),
          controllersKubeConfig:
            whose === 'their own' ? server.kubeConfig() : undefined,
          roles: { ...TEST_SETTINGS.roles, kamaji: 'enabled' },
        },
        managers: [],
        logger: mockServices.logger.mock(),
      });
      const stop = new AbortController();
      const running = cluster.run(stop.signal);
      await server.nextWrite();
      expect(server.holderOf(LEASE)).toBeTruthy();
      stop.abort();
      await running;
      expect(server.holderOf(LEASE)).toBe('');
      await server.stop();
    },
  );
});
