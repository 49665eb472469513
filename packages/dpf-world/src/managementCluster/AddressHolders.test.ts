import { AddressHolder } from '@dpf-portal/dpf-model';
import { eventually } from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { ManagementClusterConnection } from './ManagementClusterConnection';

const ADDRESS = '10.0.0.5';

describe('AddressHolders', () => {
  let api: FakeApiServer;
  let connection: ManagementClusterConnection;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await running;
    await api.stop();
  });

  async function watch(
    namespaces?: string[],
    host = '127.0.0.1',
  ): Promise<void> {
    const kubeConfig = api.kubeConfig();
    const cluster = kubeConfig.getCurrentCluster();
    kubeConfig.clusters = kubeConfig.clusters.map(known =>
      known === cluster
        ? { ...known, server: known.server.replace('127.0.0.1', host) }
        : known,
    );
    connection = ManagementClusterConnection.create({
      name: 'mc',
      kubeConfig,
      tenantAccess: { mode: 'direct' },
      namespaces,
    });
    running = connection.run(stop.signal);
    await connection.whenSynced({ timeoutMs: 10_000 });
    await connection.addressHolders.listed();
  }
  const holders = (address = ADDRESS) => connection.addressHolders.of(address);
  const addService = (namespace: string, name: string, labels = {}) =>
    api.objects.create('services', namespace, {
      metadata: { name, labels },
      ...{ spec: { ports: [], externalIPs: [ADDRESS] } },
    });
  const web: AddressHolder = {
    kind: 'Service',
    namespace: 'shop',
    name: 'web',
    owners: [],
  };

  it('knows the address of the management API', async () => {
    await watch();
    expect(holders('127.0.0.1')).toEqual([{ kind: 'ManagementApi' }]);
  });

  it('knows the addresses of the name by which the management API is reached', async () => {
    await watch(undefined, 'localhost');
    await eventually(() => holders('127.0.0.1').length > 0);
    expect(holders('127.0.0.1')).toEqual([{ kind: 'ManagementApi' }]);
  });

  it('knows the address that kubeadm gave the management API', async () => {
    const authority = Buffer.from('PEM').toString('base64');
    api.objects.create('configmaps', 'kube-public', {
      metadata: { name: 'cluster-info' },
      ...{
        data: {
          kubeconfig: [
            'apiVersion: v1',
            'kind: Config',
            'clusters:',
            '- name: ""',
            '  cluster:',
            `    certificate-authority-data: ${authority}`,
            `    server: https://${ADDRESS}:6443`,
          ].join('\n'),
        },
      },
    });
    await watch();
    await eventually(() => holders().length > 0);
    expect(holders()).toEqual([{ kind: 'ManagementApi' }]);
  });

  it('follows nodes, and lists Services when asked', async () => {
    await watch();
    expect(holders()).toEqual([]);
    api.objects.create('nodes', '', {
      metadata: { name: 'host-1' },
      ...{ status: { addresses: [{ type: 'InternalIP', address: ADDRESS }] } },
    });
    await eventually(() => holders().length === 1);
    addService('shop', 'web');
    await connection.addressHolders.refresh();
    const both = [{ kind: 'Node', name: 'host-1' }, web];
    expect(holders()).toEqual(both);
    expect(connection.addressHolders.all()).toEqual(
      expect.arrayContaining(
        both.map(holder => ({ address: ADDRESS, holder })),
      ),
    );
    api.objects.delete('services', 'shop', 'web');
    await connection.addressHolders.refresh();
    expect(holders()).toEqual(both.slice(0, 1));
  });

  it('does not list the Services that are watched, and counts them', async () => {
    await watch();
    addService('shop', 'web', { 'app.kubernetes.io/managed-by': 'dpf-portal' });
    await eventually(() => holders().length === 1);
    await connection.addressHolders.refresh();
    expect(holders()).toEqual([web]);
  });

  it('lets calls at one moment share a list that starts after them', async () => {
    await watch();
    const before = api.lists.length;
    const first = connection.addressHolders.refresh();
    const others = [1, 2, 3].map(() => connection.addressHolders.refresh());
    addService('shop', 'web');
    await Promise.all([first, ...others]);
    expect(holders()).toEqual([web]);
    expect(api.lists.length - before).toBeLessThanOrEqual(2);
  });

  it('keeps what it knew while the server does not answer', async () => {
    await watch();
    addService('shop', 'web');
    expect(await connection.addressHolders.refresh()).toBe(true);
    await api.stop();
    expect(await connection.addressHolders.refresh()).toBe(false);
    expect(holders()).toEqual([web]);
    expect(connection.addressHolders.unreadable).toEqual([]);
  });

  it('says what may not be read', async () => {
    api.forbidden.add('nodes').add('services');
    await watch(['shop']);
    expect(connection.addressHolders.unreadable).toEqual(['nodes', 'Services']);
    expect(holders()).toEqual([]);
  });
});
