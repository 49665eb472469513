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
  const stop = new AbortController();

  beforeEach(async () => {
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
});
