import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import { OwnerReference } from '@dpf-portal/kube-controller';
import request from 'supertest';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const NAMESPACE = 'dpf-clusters';
const OURS = { 'app.kubernetes.io/managed-by': 'dpf-portal' };
const MADE = { requestId: 'task-1', name: 'next', type: 'kamaji' };
const OF_EARLIER: OwnerReference = {
  apiVersion: `${DPU_CLUSTER_GROUPS.released}/v1alpha1`,
  kind: 'DPUCluster',
  name: 'blue',
  uid: 'earlier',
};

/** The control plane of a cluster that no longer exists. */
function leave(server: FakeApiServer, metadata: object = {}): void {
  server.objects.create('tenantcontrolplanes', NAMESPACE, {
    metadata: {
      name: 'blue',
      namespace: NAMESPACE,
      labels: { 'dpu.nvidia.com/cluster': 'blue' },
      ...metadata,
    },
    ...{
      spec: {
        networkProfile: { address: '10.66.66.70', port: 31443 },
        kubernetes: { version: 'v1.35.3' },
      },
      status: {
        kubernetesResources: {
          version: { status: 'Ready', version: 'v1.35.3' },
        },
      },
    },
  });
}

/** Its keepalived, as this project makes it. */
function leaveKeepalived(server: FakeApiServer): void {
  const metadata = {
    name: 'blue-keepalived',
    namespace: NAMESPACE,
    labels: OURS,
  };
  server.objects.create('configmaps', NAMESPACE, {
    metadata,
    ...{
      data: {
        'keepalived.conf':
          '  interface br-dpu\n  virtual_router_id 100\n  virtual_ipaddress {\n    10.66.66.70/32\n  }\n',
      },
    },
  });
  server.objects.create('daemonsets', NAMESPACE, { metadata });
}

describe('a portal beside what belongs to no cluster', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>> | undefined;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend(options);
    return backend.server;
  };
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });
  const nextFree = async (
    server: Awaited<ReturnType<typeof start>>,
  ): Promise<unknown> => {
    const { body } = await request(server)
      .get('/api/dpf/management-clusters/local/networks')
      .expect(200);
    return body.items[0].nextFree;
  };

  it('gives neither its VIP nor its router id to a new cluster', async () => {
    const server = await start({
      served: {
        arrange: api => {
          leave(api);
          leaveKeepalived(api);
        },
      },
    });
    const free = { vip: '10.66.66.71', virtualRouterID: 101 };
    expect(await nextFree(server)).toEqual(free);
    const { body } = await request(server)
      .post('/api/dpf/dpu-clusters')
      .send(MADE)
      .expect(201);
    expect(body.item.endpoint).toMatchObject(free);
  });

  it('counts a keepalived of which nothing else is left', async () => {
    const server = await start({ served: { arrange: leaveKeepalived } });
    expect(await nextFree(server)).toEqual({
      vip: '10.66.66.71',
      virtualRouterID: 101,
    });
  });

  it('rejects a request for its VIP or its router id, and names its kind', async () => {
    const server = await start({
      served: {
        arrange: api => {
          leave(api);
          leaveKeepalived(api);
        },
      },
    });
    const { body } = await request(server)
      .post('/api/dpf/dpu-clusters')
      .send({
        ...MADE,
        keepalived: { vip: '10.66.66.70', virtualRouterID: 100 },
      })
      .expect(400);
    expect(body.error.details).toEqual([
      {
        field: 'keepalived.vip',
        reason:
          '10.66.66.70 belongs to TenantControlPlane dpf-clusters/blue. 10.66.66.71 is free.',
      },
      {
        field: 'keepalived.virtualRouterID',
        reason:
          'Virtual router 100 is used by DaemonSet dpf-clusters/blue-keepalived. 101 is free.',
      },
    ]);
  });

  it('does not name it to somebody who may see only their own clusters', async () => {
    const server = await start({
      served: { arrange: api => leave(api) },
      permissions: ownersOnly('dpf.dpu-cluster.read'),
    });
    const { body } = await request(server)
      .post('/api/dpf/dpu-clusters')
      .send({ ...MADE, keepalived: { vip: '10.66.66.70' } })
      .expect(400);
    expect(body.error.details).toMatchObject([
      {
        reason: expect.stringContaining(
          'belongs to the TenantControlPlane of another cluster.',
        ),
      },
    ]);
  });

  it('shows it among the findings of the management cluster while a finalizer holds it', async () => {
    const server = await start({
      served: {
        arrange: api => {
          leave(api, {
            ownerReferences: [OF_EARLIER],
            finalizers: ['example.com/hold'],
          });
          api.objects.delete('tenantcontrolplanes', NAMESPACE, 'blue');
        },
      },
    });
    const { body } = await request(server)
      .get('/api/dpf/management-clusters/local/controllers')
      .expect(200);
    const ofTheRest = (finding: { code: string }) =>
      finding.code === 'ControlPlaneLeftBehind';
    expect(body.findings.filter(ofTheRest)).toMatchObject([
      {
        code: 'ControlPlaneLeftBehind',
        sentence:
          'TenantControlPlane dpf-clusters/blue of a retired DPU cluster is still being deleted and keeps VIP 10.66.66.70; finalizer example.com/hold holds it.',
        who: 'platform',
        since: '2026-01-01T01:00:00Z',
        evidence: { finalizers: ['example.com/hold'] },
      },
    ]);
  });

  it('does not take the version, the port or the objects of it for those of a new cluster of its name', async () => {
    const server = await start({
      served: {
        arrange: api => leave(api, { ownerReferences: [OF_EARLIER] }),
      },
    });
    await backend?.fake.add('blue', {
      spec: {
        version: 'v1.29.0',
        clusterEndpoint: {
          keepalived: {
            vip: '10.66.66.70',
            interface: 'br-dpu',
            virtualRouterID: 100,
          },
        },
      },
    });
    const path = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
    const { body } = await request(server).get(path).expect(200);
    expect(body.item.version).toBeUndefined();
    expect(body.item.requestedVersion).toBe('v1.29.0');
    expect(body.item.endpoint.server).toBeUndefined();
    const { body: resources } = await request(server)
      .get(`${path}/resources`)
      .expect(200);
    expect(resources.items.map(({ kind }: { kind: string }) => kind)).toEqual([
      'DPUCluster',
    ]);
    // v1.35.3 of the earlier cluster would forbid it.
    await request(server).patch(path).send({ version: 'v1.30.0' }).expect(200);
  });
});
