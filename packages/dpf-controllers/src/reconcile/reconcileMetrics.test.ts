import { KamajiFields, KnownOperatorConfig } from '@dpf-portal/dpf-model';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';
import { buildMetricsService, buildServiceMonitor } from './reconcileMetrics';

const FIELDS: KamajiFields = {
  serviceCidrs: true,
  kubeletPatches: true,
  preferredAddressTypes: true,
  extraArgs: true,
  podFiles: true,
};
const FIVE_MINUTES_MS = 5 * 60_000;
const NAME_LABEL = 'kamaji.clastix.io/name';

const cluster = () => {
  const made = kamajiCluster({});
  return { ...made, metadata: { ...made.metadata, uid: 'uid-1' } };
};
const OWNER = [
  {
    apiVersion: 'provisioning.dpf.nvidia.com/v1alpha1',
    kind: 'DPUCluster',
    name: 'test',
    uid: 'uid-1',
    controller: true,
  },
];

describe('the Service for the metrics of a control plane', () => {
  const { metadata, spec } = buildMetricsService(cluster(), 31443);

  it('selects the pods of the control plane, and the API server at its NodePort', () => {
    expect(spec).toEqual({
      selector: { [NAME_LABEL]: 'test' },
      ports: [
        {
          name: 'kube-apiserver-metrics',
          protocol: 'TCP',
          port: 6443,
          targetPort: 31443,
        },
        {
          name: 'kube-controller-manager-metrics',
          protocol: 'TCP',
          port: 10257,
          targetPort: 10257,
        },
        {
          name: 'kube-scheduler-metrics',
          protocol: 'TCP',
          port: 10259,
          targetPort: 10259,
        },
      ],
    });
  });

  it('belongs to the cluster, as its controller', () => {
    expect(metadata).toMatchObject({
      name: 'test-metrics',
      namespace: 'team-a',
      labels: {
        'app.kubernetes.io/managed-by': 'dpf-portal',
        [NAME_LABEL]: 'test-metrics',
      },
      ownerReferences: OWNER,
    });
  });
});

describe('the ServiceMonitor of a control plane', () => {
  const monitor = buildServiceMonitor(cluster());

  it('selects the Service for metrics by its label, and belongs to the cluster', () => {
    const service = buildMetricsService(cluster(), 31443);
    expect(monitor).toMatchObject({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: {
        name: 'test',
        namespace: 'team-a',
        labels: {
          'dpu.nvidia.com/cluster': 'test',
          'dpu.nvidia.com/cluster-namespace': 'team-a',
        },
        ownerReferences: OWNER,
      },
      spec: {
        selector: {
          matchLabels: { [NAME_LABEL]: service.metadata.labels?.[NAME_LABEL] },
        },
      },
    });
  });

  it('scrapes each port of the Service with the certificate of the control plane, as that cluster', () => {
    const secret = 'test-api-server-kubelet-client-certificate';
    const endpointOf = (port: string, job: string) =>
      expect.objectContaining({
        port,
        scheme: 'https',
        path: '/metrics',
        tlsConfig: {
          cert: {
            secret: { name: secret, key: 'apiserver-kubelet-client.crt' },
          },
          keySecret: { name: secret, key: 'apiserver-kubelet-client.key' },
          insecureSkipVerify: true,
        },
        relabelings: [
          { action: 'replace', targetLabel: 'cluster', replacement: 'test' },
          { action: 'replace', targetLabel: 'job', replacement: job },
        ],
      });
    expect(monitor.spec).toMatchObject({
      endpoints: [
        endpointOf('kube-apiserver-metrics', 'apiserver'),
        endpointOf(
          'kube-controller-manager-metrics',
          'kube-controller-manager',
        ),
        endpointOf('kube-scheduler-metrics', 'kube-scheduler'),
      ],
    });
  });
});

describe('what is made for metrics', () => {
  let bench: ReconcileBench;

  beforeEach(async () => {
    bench = await ReconcileBench.create();
    bench.kamajiFields = FIELDS;
  });
  afterEach(() => bench.stop());

  /** What is asked for after five minutes, beyond the writes of the start. */
  const asked = async (operatorConfig?: KnownOperatorConfig) => {
    const made = await bench.bringToReady(bench.create(kamajiCluster({})));
    bench.operatorConfig = operatorConfig;
    await bench.clock.advance(FIVE_MINUTES_MS);
    const before = bench.server.writeLog().length;
    const requestsBefore = bench.server.requests.length;
    await bench.reconcile(made);
    return {
      writes: bench.server.writeLog().slice(before),
      requests: bench.server.requests
        .slice(requestsBefore)
        .filter(line => line.includes('servicemonitors')),
    };
  };

  it('is the Service alone where no ServiceMonitor is served', async () => {
    expect(await asked()).toEqual({
      writes: ['create services test-metrics'],
      requests: [],
    });
  });

  it('is a ServiceMonitor too where the kind is served', async () => {
    bench.serviceMonitors = true;
    expect((await asked()).requests).not.toEqual([]);
  });

  it('is nothing where DPF’s configuration turns monitoring off', async () => {
    bench.serviceMonitors = true;
    const config = {
      metadata: { name: 'dpfoperatorconfig' },
      spec: { monitoring: { disable: true } },
    };
    expect(await asked(config)).toEqual({ writes: [], requests: [] });
  });

  it('is nothing where the configuration may not be read', async () => {
    bench.serviceMonitors = true;
    expect(await asked('unreadable')).toEqual({ writes: [], requests: [] });
  });
});
