import {
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  dpfClusterManagersExtensionPoint,
  dpfManagementClustersExtensionPoint,
} from '@dpf-portal/backstage-plugin-dpf-node';
import { KubeConfig } from '@kubernetes/client-node';
import request from 'supertest';
import { TEST_SETTINGS } from './__testUtils__/testSettings';
import { dpfPlugin } from './plugin';

// A static import of the package would call it before it is there, which fails the whole file.
const mockLoaded = jest.fn();
jest.mock('@dpf-portal/dpf-controllers', () => {
  mockLoaded();
  return jest.requireActual('@dpf-portal/dpf-controllers');
});

// The discard port: nothing listens there.
const AWAY = 'https://127.0.0.1:9';

const signals = createServiceFactory({
  service: signalsServiceRef,
  deps: {},
  factory: () => ({ publish: async () => {} }),
});

const config = (managementClusters: object[]) =>
  mockServices.rootConfig.factory({
    data: { dpf: { managementClusters: managementClusters as [] } },
  });

const AWAY_CLUSTER = {
  name: 'away',
  connection: { server: AWAY, serviceAccountToken: 'unused' },
};

const manager = {
  type: 'example.com/simulated',
  reconcile: async () => ({ conditions: [] }),
};

function withManagers(...managers: Array<typeof manager>) {
  return createBackendModule({
    pluginId: 'dpf',
    moduleId: 'managers',
    register(env) {
      env.registerInit({
        deps: { point: dpfClusterManagersExtensionPoint },
        async init({ point }) {
          point.addClusterManager(...managers);
        },
      });
    },
  });
}

describe('dpfPlugin', () => {
  it('starts and answers while its management cluster is unreachable', async () => {
    const backend = await startTestBackend({
      features: [dpfPlugin, signals, config([AWAY_CLUSTER])],
    });
    try {
      const { body } = await request(backend.server)
        .get('/api/dpf/management-clusters')
        .expect(200);
      expect(body.items).toEqual([
        expect.objectContaining({
          name: 'away',
          reachable: false,
          synced: false,
        }),
      ]);
      const list = await request(backend.server)
        .get('/api/dpf/dpu-clusters')
        .expect(200);
      expect(list.body).toMatchObject({
        items: [],
        sources: [{ managementCluster: 'away', synced: false }],
      });
    } finally {
      await backend.stop();
    }
  });

  it('does not load the reconcilers where every role is disabled', async () => {
    const backend = await startTestBackend({
      features: [dpfPlugin, signals, config([AWAY_CLUSTER])],
    });
    await backend.stop();
    expect(mockLoaded).not.toHaveBeenCalled();
  });

  it('shows a management cluster that starts with the portal as starting, and changes nothing there', async () => {
    const backend = await startTestBackend({
      features: [
        dpfPlugin,
        signals,
        config([{ ...AWAY_CLUSTER, startsWithPortal: true }]),
      ],
    });
    try {
      const { body } = await request(backend.server)
        .get('/api/dpf/management-clusters')
        .expect(200);
      expect(body.items).toEqual([
        expect.objectContaining({
          name: 'away',
          reachable: false,
          starting: true,
          problem: 'The management cluster is starting.',
          refused: 'away is starting. Try again once it answers.',
        }),
      ]);
      const list = await request(backend.server)
        .get('/api/dpf/dpu-clusters')
        .expect(200);
      expect(list.body).toMatchObject({
        items: [],
        sources: [{ managementCluster: 'away', starting: true }],
      });
      const one = await request(backend.server)
        .get('/api/dpf/dpu-clusters/away/team-a/blue')
        .expect(503);
      expect(one.body.error.message).toBe(
        'The management cluster is starting.',
      );
      const create = await request(backend.server)
        .post('/api/dpf/dpu-clusters')
        .send({
          type: 'kamaji',
          name: 'blue',
          purpose: 'dev',
          maxNodes: 10,
          requestId: 'r-1',
        })
        .expect(503);
      expect(create.body.error.message).toBe(
        'away is starting. Try again once it answers. Nothing was changed.',
      );
    } finally {
      await backend.stop();
    }
  });

  it('starts with nothing configured', async () => {
    const backend = await startTestBackend({
      features: [dpfPlugin, signals, config([])],
    });
    try {
      const { body } = await request(backend.server)
        .get('/api/dpf/management-clusters')
        .expect(200);
      expect(body).toEqual({ items: [] });
    } finally {
      await backend.stop();
    }
  });

  it('does not start with a wrong configuration, and says where it is wrong', async () => {
    await expect(
      startTestBackend({
        features: [dpfPlugin, signals, config([{ name: 'no way' }])],
      }),
    ).rejects.toThrow('dpf.managementClusters[0].name');
  });

  it('refuses two managers of one type', async () => {
    await expect(
      startTestBackend({
        features: [
          dpfPlugin,
          signals,
          config([]),
          withManagers(manager, { ...manager }),
        ],
      }),
    ).rejects.toThrow('"example.com/simulated" is registered already');
  });

  it('takes management clusters from locators, also when one fails', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: 'm', server: AWAY, skipTLSVerify: false },
      { name: 'portal', token: 'unused' },
    );
    const located = Promise.resolve([
      { ...TEST_SETTINGS, name: 'found', kubeConfig },
    ]);
    const backend = await startTestBackend({
      features: [
        dpfPlugin,
        signals,
        config([AWAY_CLUSTER]),
        createBackendModule({
          pluginId: 'dpf',
          moduleId: 'locators',
          register(env) {
            env.registerInit({
              deps: { point: dpfManagementClustersExtensionPoint },
              async init({ point }) {
                point.addManagementClusterLocator(
                  {
                    getManagementClusters: () =>
                      Promise.reject(new Error('no inventory')),
                  },
                  { getManagementClusters: () => located },
                );
              },
            });
          },
        }),
      ],
    });
    try {
      await located;
      const { body } = await request(backend.server)
        .get('/api/dpf/management-clusters')
        .expect(200);
      expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
        'away',
        'found',
      ]);
    } finally {
      await backend.stop();
    }
  });
});
