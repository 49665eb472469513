import { ConfigMap, DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import request from 'supertest';
import { parse } from 'yaml';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const NAMESPACE = 'dpf-clusters';
/** The two addresses of the network. */
const [FIRST, SECOND] = ['10.66.66.70', '10.66.66.71'];
const URL = 'https://git.example.com/clusters/blue.yaml';
const DAY_MS = 24 * 60 * 60_000;

const kamaji = (name: string) => ({
  requestId: `request-${name}`,
  name,
  type: 'kamaji',
});

describe('POST /dpu-cluster-manifests', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  beforeEach(async () => {
    backend = await startDpfTestBackend();
  });
  afterEach(() => backend.stop());

  const post = (body: object, query = '') =>
    request(backend.server)
      .post(`/api/dpf/dpu-cluster-manifests${query}`)
      .send(body);
  const manifestOf = async (name: string, query = '') => {
    const { body } = await post({ request: kamaji(name) }, query).expect(200);
    return parse(body.manifest);
  };
  const vipOf = ({ spec }: DpuCluster) => spec.clusterEndpoint?.keepalived?.vip;
  const clusters = () => backend.fake.all<DpuCluster>('dpuclusters');
  const reserved = () =>
    Object.values(backend.fake.all<ConfigMap>('configmaps')[0]?.data ?? {}).map(
      text => JSON.parse(text),
    );
  const apply = ({ metadata, spec }: DpuCluster) =>
    backend.fake.add(metadata.name, { ...metadata, spec });
  const path = (name: string) =>
    `/api/dpf/dpu-clusters/local/${NAMESPACE}/${name}`;

  it('should answer with what the request would make, and make nothing', async () => {
    const { body } = await post({
      request: { ...kamaji('blue'), purpose: 'dev' },
      manifestUrl: URL,
    }).expect(200);
    expect(body).toMatchObject({
      ref: `local/${NAMESPACE}/blue`,
      summary: expect.stringContaining(FIRST),
    });
    expect(parse(body.manifest)).toMatchObject({
      kind: 'DPUCluster',
      metadata: {
        name: 'blue',
        namespace: NAMESPACE,
        annotations: {
          [DPF_ANNOTATIONS.owner]: 'group:default/team-a',
          [DPF_ANNOTATIONS.requestId]: 'request-blue',
          [DPF_ANNOTATIONS.purpose]: 'dev',
          [DPF_ANNOTATIONS.manifestUrl]: URL,
        },
      },
      spec: { type: 'kamaji', clusterEndpoint: { keepalived: { vip: FIRST } } },
    });
    expect(clusters()).toEqual([]);
    const days = (Date.parse(body.reservedUntil) - Date.now()) / DAY_MS;
    expect(days).toBeCloseTo(7, 2);
  });

  it('should keep the address for the same request, and give it to no other', async () => {
    expect(vipOf(await manifestOf('blue'))).toBe(FIRST);
    expect(vipOf(await manifestOf('green'))).toBe(SECOND);
    expect(vipOf(await manifestOf('blue'))).toBe(FIRST);
    const { body } = await post({ request: kamaji('red') }).expect(400);
    expect(body.error.details[0].field).toBe('network');
  });

  it('should reserve nothing in a dry run', async () => {
    await manifestOf('blue', '?dryRun=true');
    expect(reserved()).toEqual([]);
    expect(vipOf(await manifestOf('green'))).toBe(FIRST);
  });

  it('should count the cluster and not its reservation once it is there', async () => {
    const manifest = await manifestOf('blue');
    await apply(manifest);
    const { body } = await request(backend.server)
      .get(path('blue'))
      .expect(200);
    expect(body.item).toMatchObject({
      owner: 'group:default/team-a',
      requestId: 'request-blue',
    });
    const { body: again } = await post({ request: kamaji('blue') }).expect(409);
    expect(again.error.message).toContain('exists already');
    expect(vipOf(await manifestOf('green'))).toBe(SECOND);
  });

  it.each([
    [{ request: { ...kamaji('blue'), type: 'static' } }, 'type'],
    [
      { request: kamaji('blue'), manifestUrl: 'ssh://git.example.com/blue' },
      'manifestUrl',
    ],
    [{ request: kamaji('Blue') }, 'name'],
  ])('should refuse %j', async (body, field) => {
    const answer = await post(body).expect(400);
    expect(answer.body.error.details[0].field).toBe(field);
    expect(reserved()).toEqual([]);
  });

  it('should have the cluster changed and retired in its repository', async () => {
    const { body } = await post({
      request: kamaji('blue'),
      manifestUrl: URL,
    }).expect(200);
    await apply(parse(body.manifest));
    const agent = request(backend.server);
    const { body: read } = await agent.get(path('blue')).expect(200);
    expect(read.item).toMatchObject({
      manifestUrl: URL,
      edits: { managedByGit: expect.stringContaining(URL) },
    });
    const change = await agent
      .patch(path('blue'))
      .send({ maxNodes: 5 })
      .expect(400);
    expect(change.body.error.details).toEqual([
      {
        field: 'maxNodes',
        reason: `A GitOps tool sets maxNodes and reverts this change. Change it in the repository instead: ${URL}.`,
      },
    ]);
    const { body: refused } = await agent
      .delete(`${path('blue')}?uid=${read.item.uid}&dryRun=true`)
      .expect(409);
    expect(refused.error.message).toContain(
      `Remove its manifest in the repository instead: ${URL}.`,
    );
  });
});
