import { mockServices } from '@backstage/backend-test-utils';
import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import request from 'supertest';
import { kubeconfigText } from '../__testUtils__/kubeconfigText';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { Secret } from './Secret';
import { UploadReaper } from './UploadReaper';

const NAMESPACE = 'dpf-clusters';
const NAME = 'blue-admin-kubeconfig';
const MINE = 'group:default/team-a';

describe('a static cluster that is made again beside its Secret', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const clock = new FakeClock();

  const upload = async () => {
    const { body } = await request(backend.server)
      .post('/api/dpf/kubeconfig-uploads')
      .send({ kubeconfig: kubeconfigText() })
      .expect(201);
    return body.handle;
  };
  const register = (requestId: string, fields: object) =>
    request(backend.server)
      .post('/api/dpf/dpu-clusters')
      .send({
        requestId,
        name: 'blue',
        type: 'static',
        namespace: NAMESPACE,
        ...fields,
      });
  const secret = () =>
    backend.fake
      .all<Secret>('secrets')
      .find(({ metadata }) => metadata.name === NAME);
  const ownersOf = () =>
    secret()?.metadata.ownerReferences?.map(({ uid }) => uid) ?? [];
  /** As somebody with kubectl makes it. */
  const addAgain = async (owner: string): Promise<DpuCluster> => {
    const cluster = await backend.fake.add('blue', {
      creationTimestamp: '2026-11-24T09:00:00Z',
      annotations: { [DPF_ANNOTATIONS.owner]: owner },
      spec: { type: 'static', kubeconfig: NAME },
    });
    await eventually(
      () =>
        backend.fake.connection.world([]).kubeconfigSecret(cluster)?.unowned !==
        undefined,
    );
    return cluster;
  };
  const reap = () =>
    new UploadReaper({ clock, logger: mockServices.logger.mock() }).reap(
      backend.fake,
    );

  beforeEach(async () => {
    backend = await startDpfTestBackend({ clock });
    await register('task-1', {
      kubeconfigUpload: await upload(),
      owner: MINE,
    }).expect(201);
    const [cluster] = backend.fake.all<DpuCluster>('dpuclusters');
    if (ownersOf()[0] !== cluster.metadata.uid) {
      throw new Error('The Secret is not attached to its cluster');
    }
    // `kubectl delete --cascade=orphan`.
    backend.fake.server.objects.patch(
      'secrets',
      { namespace: NAMESPACE, name: NAME },
      { metadata: { ownerReferences: [] } },
    );
    await backend.fake.remove(cluster);
  });
  afterEach(() => backend.stop());

  it('by its owner with kubectl owns it again', async () => {
    const { metadata } = await addAgain(MINE);
    await reap();
    expect(ownersOf()).toEqual([metadata.uid]);
    await reap();
    expect(ownersOf()).toEqual([metadata.uid]);
  });

  it('by another owner does not own it, and a finding says what to do', async () => {
    const { metadata } = await addAgain('group:default/team-b');
    await reap();
    expect(ownersOf()).toEqual([]);
    const { body } = await request(backend.server)
      .get('/api/dpf/dpu-clusters/local/dpf-clusters/blue/findings')
      .expect(200);
    expect(body.items).toContainEqual(
      expect.objectContaining({
        code: 'OwnerMissing',
        who: 'platform',
        sentence: `Secret ${NAME} was made for a cluster of “${MINE}” and has no owner reference; this cluster is of “group:default/team-b”. It stays when blue is unregistered.`,
        remedy: expect.stringContaining(
          `kubectl -n ${NAMESPACE} patch secret/${NAME} --type=merge -p '{"metadata":{"ownerReferences":[{"apiVersion":"provisioning.dpu.nvidia.com/v1alpha1","kind":"DPUCluster","name":"blue","uid":"${metadata.uid}"}]}}'`,
        ),
      }),
    );
  });

  it('by its owner with another upload uses it', async () => {
    const { body } = await register('task-2', {
      kubeconfigUpload: await upload(),
      owner: MINE,
    }).expect(201);
    expect(ownersOf()).toEqual([body.item.uid]);
    expect(secret()?.metadata.annotations).toMatchObject({
      [DPF_ANNOTATIONS.requestId]: 'task-2',
    });
  });

  it('by another owner with another upload is rejected', async () => {
    await register('task-2', {
      kubeconfigUpload: await upload(),
      owner: 'group:default/team-b',
    }).expect(409);
  });

  it('by its owner, who names it, owns it again and can replace its kubeconfig', async () => {
    const { body } = await register('task-2', {
      kubeconfigSecret: NAME,
      owner: MINE,
    }).expect(201);
    expect(ownersOf()).toEqual([body.item.uid]);
    await request(backend.server)
      .patch('/api/dpf/dpu-clusters/local/dpf-clusters/blue')
      .send({ kubeconfigUpload: await upload() })
      .expect(200);
  });

  it('under another name may not name it', async () => {
    await register('task-2', {
      name: 'green',
      kubeconfigSecret: NAME,
      owner: MINE,
    }).expect(400);
  });

  it('does not take the Secret of a request that is not finished', async () => {
    const { body } = await register('task-2', {
      name: 'green',
      kubeconfigUpload: await upload(),
      owner: MINE,
    }).expect(201);
    const green = { namespace: NAMESPACE, name: 'green-admin-kubeconfig' };
    backend.fake.server.objects.patch('secrets', green, {
      metadata: {
        ownerReferences: [],
        annotations: { 'dpf-portal.io/attached-to': null },
      },
    });
    const [cluster] = backend.fake
      .all<DpuCluster>('dpuclusters')
      .filter(({ metadata }) => metadata.uid === body.item.uid);
    await backend.fake.remove(cluster);
    await register('task-3', {
      name: 'green',
      kubeconfigUpload: await upload(),
      owner: MINE,
    }).expect(409);
  });
});
