import {
  DPF_ANNOTATIONS,
  DpuCluster,
  KamajiFields,
  TenantControlPlane,
  findingsOf,
  restoreConflict,
} from '@dpf-portal/dpf-model';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';
import { inNameOfDpf } from './prepareHandBack';

const FIELDS: KamajiFields = {
  serviceCidrs: true,
  kubeletPatches: true,
  preferredAddressTypes: true,
  extraArgs: true,
  podFiles: true,
};
const FIVE_MINUTES_MS = 5 * 60_000;

describe('a control plane like DPF’s own', () => {
  let bench: ReconcileBench;

  beforeEach(async () => {
    bench = await ReconcileBench.create();
  });
  afterEach(() => bench.stop());

  const create = (name = 'test', number = 66) =>
    bench.create(
      kamajiCluster({
        name,
        keepalived: { vip: `10.66.66.${number}`, virtualRouterID: number },
      }),
    );
  const controlPlane = (name = 'test') =>
    bench.find('tenantcontrolplanes', 'team-a', name) as TenantControlPlane;
  const request = (cluster: DpuCluster, at: string) =>
    bench.edit(cluster, {
      metadata: { annotations: { [DPF_ANNOTATIONS.restoreRequested]: at } },
    });
  const auditOf = (name: string) =>
    controlPlane(name).spec?.controlPlane?.deployment?.extraArgs?.apiServer;
  const codes = (cluster: DpuCluster) =>
    findingsOf(bench.live(cluster), bench.world()).map(({ code }) => code);

  it('has all parts from the start, in eight writes', async () => {
    bench.kamajiFields = FIELDS;
    const cluster = await bench.bringToReady(create());
    expect(controlPlane().metadata.labels).toMatchObject({
      'dpu.nvidia.com/cluster': 'test',
    });
    expect(controlPlane().spec).toMatchObject({
      networkProfile: { serviceCidrs: ['10.96.0.0/16'] },
      kubernetes: { kubelet: { cgroupfs: 'systemd' } },
    });
    expect(auditOf('test')).toContain('--audit-log-path=-');
    expect(codes(cluster)).not.toContain('ControlPlaneIncomplete');
    expect(bench.server.writeLog()).toHaveLength(8);
  });

  it('gets its Service for metrics five minutes after Ready, and no second one', async () => {
    bench.kamajiFields = FIELDS;
    const cluster = await bench.bringToReady(create());
    await bench.clock.advance(FIVE_MINUTES_MS);
    await bench.reconcile(cluster);
    await bench.reconcile(cluster);
    expect(bench.server.writeLog().slice(8)).toEqual([
      'create services test-metrics',
    ]);
    const { port } = controlPlane().spec?.networkProfile ?? {};
    expect(bench.find('services', 'team-a', 'test-metrics')).toMatchObject({
      metadata: { labels: { 'kamaji.clastix.io/name': 'test-metrics' } },
      spec: {
        selector: { 'kamaji.clastix.io/name': 'test' },
        ports: [
          { name: 'kube-apiserver-metrics', port: 6443, targetPort: port },
          { name: 'kube-controller-manager-metrics', port: 10257 },
          { name: 'kube-scheduler-metrics', port: 10259 },
        ],
      },
    });
  });

  it('gets none where DPF’s configuration turns monitoring off', async () => {
    bench.kamajiFields = FIELDS;
    bench.operatorConfig = {
      metadata: { name: 'dpfoperatorconfig' },
      spec: { monitoring: { disable: true } },
    };
    const cluster = await bench.bringToReady(create());
    await bench.clock.advance(FIVE_MINUTES_MS);
    await bench.reconcile(cluster);
    expect(bench.server.writeLog()).toHaveLength(8);
  });

  it('is made of an old one by a restore only, one control plane at a time', async () => {
    const one = await bench.bringToReady(create('one', 71));
    const two = await bench.bringToReady(create('two', 72));
    bench.kamajiFields = FIELDS;
    bench.restart();
    const before = bench.server.writeLog().length;
    await bench.reconcile(one);
    expect(bench.server.writeLog()).toHaveLength(before);
    expect(codes(one)).toContain('ControlPlaneIncomplete');

    request(one, '2026-11-24T14:00:00Z');
    request(two, '2026-11-24T14:00:01Z');
    await bench.reconcile(two);
    expect(auditOf('two')).toBeUndefined();
    await bench.reconcile(one);
    expect(auditOf('one')).toContain('--audit-log-path=-');
    expect(codes(one)).not.toContain('ControlPlaneIncomplete');

    await bench.reconcile(two);
    expect(auditOf('two')).toBeUndefined();
    expect(restoreConflict(bench.live(two), bench.world())).toContain(
      'team-a/one is being restored',
    );
    await bench.clock.advance(60_000);
    await bench.reconcile(two);
    expect(auditOf('two')).toContain('--audit-log-path=-');
  });

  it('waits while the restored one is not Ready again', async () => {
    const one = await bench.bringToReady(create('one', 71));
    const two = await bench.bringToReady(create('two', 72));
    bench.kamajiFields = FIELDS;
    request(one, '2026-11-24T14:00:00Z');
    await bench.reconcile(one);
    bench.kamajiSays(one, 'NotReady');
    await bench.clock.advance(10 * 60_000);
    expect(restoreConflict(bench.live(two), bench.world())).toBeDefined();
    bench.kamajiSays(one, 'Ready');
    expect(restoreConflict(bench.live(two), bench.world())).toBeUndefined();
  });

  it('leaves a keepalived of an unknown form alone, and says so', async () => {
    const cluster = await bench.bringToReady(create());
    const name = 'test-keepalived';
    const ownerReferences = bench.find('daemonsets', 'team-a', name)?.metadata
      .ownerReferences;
    const namespace = 'team-a';
    bench.server.objects.delete('daemonsets', 'team-a', name);
    bench.server.objects.create('daemonsets', 'team-a', {
      metadata: { name, namespace, ownerReferences },
      ...{
        spec: {
          selector: { matchLabels: { app: 'other' } },
          template: { spec: { containers: [{ name: 'vrrp' }] } },
        },
      },
    });
    bench.kubeletsRun(cluster, 2);
    const before = bench.server.writeLog().length;
    bench.edit(cluster, {
      spec: { clusterEndpoint: { keepalived: { interface: 'eno1' } } },
    });
    await bench.reconcile(cluster);
    expect(
      bench.server
        .writeLog()
        .slice(before)
        .filter(line => line.includes('keepalived')),
    ).toEqual([]);
    expect(bench.live(cluster).status?.phase).toBe('Ready');
    expect(codes(cluster)).toContain('KeepalivedUnknown');
  });

  it('keeps the selector of a keepalived of the first releases', async () => {
    const cluster = await bench.bringToReady(create());
    const selector = {
      'app.kubernetes.io/name': 'keepalived',
      'app.kubernetes.io/instance': 'test',
    };
    bench.server.objects.patch(
      'daemonsets',
      { namespace: 'team-a', name: 'test-keepalived' },
      { spec: { selector: { matchLabels: selector } } },
    );
    await bench.reconcile(cluster);
    expect(
      bench.find('daemonsets', 'team-a', 'test-keepalived')?.spec,
    ).toMatchObject({ selector: { matchLabels: selector } });
    expect(codes(cluster)).not.toContain('KeepalivedUnknown');
  });
});

describe('the record of who wrote keepalived', () => {
  it('names DPF’s manager for all of our fields, and others for theirs', () => {
    const status = { manager: 'kubelet', subresource: 'status' };
    expect(
      inNameOfDpf([
        {
          manager: 'dpf-portal-kamaji',
          operation: 'Update',
          apiVersion: 'apps/v1',
          fieldsV1: { 'f:spec': { 'f:a': {} } },
        },
        status,
        {
          manager: 'dpf-portal-kamaji',
          operation: 'Apply',
          apiVersion: 'apps/v1',
          fieldsV1: { 'f:spec': { 'f:b': {} } },
        },
      ]),
    ).toEqual([
      status,
      expect.objectContaining({
        manager: 'kamaji-cluster-manager',
        operation: 'Apply',
        fieldsV1: { 'f:spec': { 'f:a': {}, 'f:b': {} } },
      }),
    ]);
  });
});
