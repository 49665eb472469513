import {
  KubeClient,
  RestTransport,
  ServerGate,
  silentLogger,
  systemClock,
} from '@dpf-portal/kube-controller';
import { eventually } from '@dpf-portal/test-support/tenants';
import { kamajiCluster } from '@dpf-portal/test-support';
import { dpuClusterResource } from '../dpfResources';
import { FakeApiServer } from '../testing/FakeApiServer';
import { DiscoveredApis } from './discoverCapabilities';
import { WatchedStores } from './WatchedStores';

const GROUP = 'provisioning.dpf.nvidia.com';

function serving(version: string): DiscoveredApis {
  return {
    capabilities: { apis: [], dpuGroups: [], kamaji: false },
    clusters: [dpuClusterResource(GROUP, version)],
    dpus: [],
  };
}

describe('WatchedStores', () => {
  let api: FakeApiServer;
  let transport: RestTransport;
  let stores: WatchedStores;
  let running: Promise<void>;
  let heard: string[];
  let stop: AbortController;

  beforeEach(async () => {
    stop = new AbortController();
    api = await FakeApiServer.start();
    transport = RestTransport.fromKubeConfig(api.kubeConfig());
    heard = [];
    const ignore = () => {};
    stores = new WatchedStores({
      client: new KubeClient({ transport }),
      serverGate: new ServerGate({
        transport,
        clock: systemClock,
        logger: silentLogger,
      }),
      operatorNamespace: 'dpf-operator-system',
      clock: systemClock,
      logger: silentLogger,
      events: {
        cluster: ({ apiVersion }, old) =>
          heard.push(`${old ? 'changed' : 'added'} ${apiVersion}`),
        clusterDeleted: () => heard.push('deleted'),
        child: ignore,
        controlPlane: ignore,
        dpu: ignore,
        dpusListed: ignore,
        nodes: ignore,
        operatorConfig: ignore,
      },
    });
    running = stores.run(stop.signal);
  });
  afterEach(async () => {
    stop.abort();
    await running;
    transport.close();
    await api.stop();
  });

  it('go on with the version that a group serves now, and lose no cluster over it', async () => {
    const cluster = kamajiCluster();
    api.objects.create(
      `dpuclusters.${GROUP}`,
      cluster.metadata.namespace ?? '',
      cluster,
    );
    stores.follow(serving('v1alpha1'));
    await eventually(() => heard.length === 1);
    stores.follow(serving('v1beta1'));
    expect(stores.clusters.get(GROUP)?.resource.version).toBe('v1beta1');
    await eventually(() => heard.length === 2);
    expect(heard).toEqual([
      `added ${GROUP}/v1alpha1`,
      `changed ${GROUP}/v1beta1`,
    ]);
    expect(stores.allClusters()).toHaveLength(1);
  });

  it('find every keepalived by its VIP and its router id, whoever made it and whoever owns it', async () => {
    const ours = {
      name: 'blue-keepalived',
      namespace: 'team-a',
      labels: { 'app.kubernetes.io/managed-by': 'dpf-portal' },
    };
    api.objects.create('configmaps', 'team-a', {
      metadata: ours,
      ...{
        data: {
          'keepalived.conf':
            'vrrp_instance x {\n  interface br-dpu\n  virtual_router_id 100\n  virtual_ipaddress {\n    fd00::70/128\n  }\n}\n',
        },
      },
    });
    api.objects.create('daemonsets', 'team-a', { metadata: ours });
    const env = Object.entries({
      INTERFACE: 'br-dpu',
      VIRTUAL_ROUTER_ID: '101',
      VIRTUAL_IP: '10.66.66.71',
    }).map(([name, value]) => ({ name, value }));
    api.objects.create('daemonsets', 'team-b', {
      metadata: { name: 'green-keepalived', namespace: 'team-b' },
      ...{ spec: { template: { spec: { initContainers: [{ env }] } } } },
    });
    await eventually(
      () =>
        stores.daemonSets.list().length === 2 &&
        stores.configMaps.list().length === 1,
    );
    const found = (index: 'vip' | 'routerId', value: string) =>
      stores
        .keepalivedBy(index, value)
        .map(({ object, vip, virtualRouterID, interface: nic }) => [
          object.metadata.name,
          vip,
          virtualRouterID,
          nic,
        ]);
    const blue = ['blue-keepalived', 'fd00::70', 100, 'br-dpu'];
    const green = ['green-keepalived', '10.66.66.71', 101, 'br-dpu'];
    expect(found('vip', 'fd00::70')).toEqual([blue]);
    expect(found('routerId', '100')).toEqual([blue]);
    expect(found('vip', '10.66.66.71')).toEqual([green]);
    expect(found('routerId', '101')).toEqual([green]);
    expect(stores.allKeepalived()).toHaveLength(2);
  });
});
