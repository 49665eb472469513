import { mockCredentials } from '@backstage/backend-test-utils';
import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import request from 'supertest';
import {
  kubeconfigText,
  storedKubeconfig,
} from '../__testUtils__/kubeconfigText';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { Secret } from './Secret';

const NEW_SERVER = 'https://10.20.0.11:6443';
const EARLIER = {
  apiVersion: 'provisioning.dpu.nvidia.com/v1alpha1',
  kind: 'DPUCluster',
  name: 'green',
  uid: 'earlier',
};
const ofRequest = (id: string) => ({
  annotations: { [DPF_ANNOTATIONS.requestId]: id },
});

describe('the replacement of a static kubeconfig', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  beforeEach(async () => {
    backend = await startDpfTestBackend();
  });
  afterEach(() => backend.stop());

  const upload = async (options: { server?: string } = {}): Promise<string> => {
    const { body } = await request(backend.server)
      .post('/api/dpf/kubeconfig-uploads')
      .send({ kubeconfig: kubeconfigText(options) })
      .expect(201);
    return body.handle;
  };
  const register = async (name: string) => {
    await request(backend.server)
      .post('/api/dpf/dpu-clusters')
      .send({
        requestId: `task-${name}`,
        name,
        type: 'static',
        kubeconfigUpload: await upload(),
      })
      .expect(201);
  };
  const replace = (kubeconfigUpload: string, name = 'blue', more = {}) =>
    request(backend.server)
      .patch(`/api/dpf/dpu-clusters/local/dpf-clusters/${name}`)
      .send({ kubeconfigUpload, ...more });
  const secrets = (namespace: string) =>
    backend.fake
      .all<Secret>('secrets')
      .filter(({ metadata }) => metadata.namespace === namespace);
  const create = (secret: Secret) =>
    backend.fake.server.objects.create('secrets', 'dpf-clusters', secret);
  const OLD = storedKubeconfig('blue');
  const NEW = storedKubeconfig('blue', { server: NEW_SERVER });

  it('puts the new one under both keys of the portal’s Secret, and nothing else changes', async () => {
    await register('blue');
    const [before] = secrets('dpf-clusters');
    const [cluster] = backend.fake.all<DpuCluster>('dpuclusters');
    const { body } = await replace(await upload({ server: NEW_SERVER })).expect(
      200,
    );
    expect(body.item.kubeconfigSecret).toBe('blue-admin-kubeconfig');

    const [secret] = secrets('dpf-clusters');
    expect(secret.data).toEqual({ 'admin.conf': NEW, 'super-admin.conf': NEW });
    expect(secret.metadata).toMatchObject({
      name: before.metadata.name,
      uid: before.metadata.uid,
      ownerReferences: before.metadata.ownerReferences,
      annotations: before.metadata.annotations,
    });
    expect(secrets('dpf-uploads')).toEqual([]);
    expect(backend.fake.all('dpuclusters')).toEqual([cluster]);
  });

  it('puts nothing in it but what was understood of an upload that an earlier release stored as it came', async () => {
    await register('blue');
    const handle = await upload({ server: NEW_SERVER });
    const [waiting] = secrets('dpf-uploads');
    const storeAs = (text: string) =>
      backend.fake.server.objects.patch(
        'secrets',
        { namespace: 'dpf-uploads', name: waiting.metadata.name },
        { data: { kubeconfig: Buffer.from(text).toString('base64') } },
      );
    const text = kubeconfigText({ server: NEW_SERVER });
    const before = secrets('dpf-clusters');

    storeAs(`# note\u2028tokenFile: /x\n${text}`);
    const { body } = await replace(handle).expect(400);
    expect(body.error.details).toEqual([
      {
        field: 'kubeconfigUpload',
        reason: expect.stringContaining('line break'),
      },
    ]);
    expect(secrets('dpf-clusters')).toEqual(before);

    storeAs(`# note\n${text}`);
    await replace(handle).expect(200);
    expect(secrets('dpf-clusters')[0].data).toEqual({
      'admin.conf': NEW,
      'super-admin.conf': NEW,
    });
  });

  it('may come again after its end, and does nothing then', async () => {
    await register('blue');
    const handle = await upload({ server: NEW_SERVER });
    await replace(handle).expect(200);
    const [done] = secrets('dpf-clusters');
    await replace(handle).expect(200);
    expect(secrets('dpf-clusters')).toEqual([done]);
  });

  it.each(['patch', 'delete'])(
    'comes to its end when it is asked for again after it was cut off by a lost %s of a Secret',
    async lost => {
      await register('blue');
      const handle = await upload({ server: NEW_SERVER });
      backend.fake.afterWrite = (verb, { plural }) => {
        if (verb === lost && plural === 'secrets') {
          throw new Error('the process ended here');
        }
      };
      await replace(handle).expect(500);
      backend.fake.afterWrite = undefined;

      await replace(handle).expect(200);
      expect(secrets('dpf-clusters')[0].data).toEqual({
        'admin.conf': NEW,
        'super-admin.conf': NEW,
      });
      expect(secrets('dpf-uploads')).toEqual([]);
    },
  );

  it('is continued by a colleague after an end right after the upload was claimed', async () => {
    await register('blue');
    const handle = await upload({ server: NEW_SERVER });
    const byColleague = () =>
      replace(handle).set(
        'Authorization',
        mockCredentials.user.header('user:default/other'),
      );
    await byColleague().expect(400);
    backend.fake.afterWrite = verb => {
      if (verb === 'patch') {
        throw new Error('the process ended here');
      }
    };
    await replace(handle).expect(500);
    backend.fake.afterWrite = undefined;

    await byColleague().expect(200);
    const [{ data }] = secrets('dpf-clusters');
    expect(data).toEqual({ 'admin.conf': NEW, 'super-admin.conf': NEW });
    expect(secrets('dpf-uploads')).toEqual([]);
  });

  it('uses an upload for one cluster, and only its user’s', async () => {
    await register('blue');
    await register('red');
    const handle = await upload({ server: NEW_SERVER });
    const { body } = await replace(handle)
      .set('Authorization', mockCredentials.user.header('user:default/other'))
      .expect(400);
    expect(body.error.details[0].field).toBe('kubeconfigUpload');

    await replace(handle).expect(200);
    await replace(handle, 'red').expect(400);
    expect(
      secrets('dpf-clusters').map(({ metadata, data }) => [
        metadata.name,
        data?.['admin.conf'] === NEW,
      ]),
    ).toEqual([
      ['blue-admin-kubeconfig', true],
      ['red-admin-kubeconfig', false],
    ]);
  });

  it.each<[string, string, Partial<Secret['metadata']>]>([
    ['has another name', 'my-admin-kubeconfig', ofRequest('task-green')],
    ['was made by a person', 'green-admin-kubeconfig', {}],
    ['is another request’s', 'green-admin-kubeconfig', ofRequest('task-blue')],
    [
      'is that of an earlier cluster of the name',
      'green-admin-kubeconfig',
      { ...ofRequest('task-green'), ownerReferences: [EARLIER] },
    ],
  ])('never writes to a Secret that %s', async (_what, name, metadata) => {
    const own = create({
      metadata: { ...metadata, name },
      data: { 'admin.conf': OLD },
    });
    await backend.fake.add('green', {
      ...ofRequest('task-green'),
      spec: { type: 'static', kubeconfig: name },
    });
    const { body } = await replace(await upload(), 'green').expect(400);
    expect(body.error.details).toEqual([
      {
        field: 'kubeconfigUpload',
        reason: expect.stringContaining(`the Secret ${name}`),
      },
    ]);
    const reason = body.error.details[0].reason;
    expect(reason).toContain('update that Secret yourself');
    expect(secrets('dpf-clusters')).toEqual([own]);
  });

  it('never writes to another cluster’s Secret', async () => {
    await register('blue');
    const before = secrets('dpf-clusters');
    await backend.fake.add('red', {
      annotations: { [DPF_ANNOTATIONS.requestId]: 'task-blue' },
      spec: { type: 'static', kubeconfig: 'blue-admin-kubeconfig' },
    });
    await replace(await upload(), 'red').expect(400);
    expect(secrets('dpf-clusters')).toEqual(before);
  });

  it('makes the portal’s Secret anew when it was deleted, and the user’s never', async () => {
    await register('blue');
    backend.fake.server.objects.delete(
      'secrets',
      'dpf-clusters',
      'blue-admin-kubeconfig',
    );
    await replace(await upload({ server: NEW_SERVER })).expect(200);
    const [cluster] = backend.fake.all<DpuCluster>('dpuclusters');
    expect(secrets('dpf-clusters')).toEqual([
      expect.objectContaining({
        metadata: expect.objectContaining({
          name: 'blue-admin-kubeconfig',
          ownerReferences: [
            expect.objectContaining({ uid: cluster.metadata.uid }),
          ],
        }),
        data: { 'admin.conf': NEW, 'super-admin.conf': NEW },
      }),
    ]);

    await backend.fake.add('green', {
      spec: { type: 'static', kubeconfig: 'my-own' },
    });
    const { body } = await replace(await upload(), 'green').expect(400);
    expect(body.error.details[0].reason).toContain('Secret my-own');
    expect(secrets('dpf-clusters')).toHaveLength(1);
  });

  it('says the same of a Secret that is missing and of one that a person made', async () => {
    await backend.fake.add('green', {
      spec: { type: 'static', kubeconfig: 'my-own' },
    });
    const answer = async () => {
      const { status, body } = await replace(await upload(), 'green');
      return { status, error: body.error };
    };
    const whenMissing = await answer();
    create({ metadata: { name: 'my-own' }, data: { 'admin.conf': OLD } });
    expect(await answer()).toEqual(whenMissing);
  });

  it('is for static clusters that name a Secret', async () => {
    await backend.fake.add('blue');
    await backend.fake.add('green', { spec: { type: 'static' } });
    const handle = await upload();
    const kamaji = await replace(handle).expect(400);
    expect(kamaji.body.error.details[0].reason).toContain('kamaji');
    const nameless = await replace(handle, 'green').expect(400);
    expect(nameless.body.error.details[0].reason).toContain('names no Secret');
  });

  it('changes nothing at all where another field is refused', async () => {
    await register('blue');
    const before = secrets('dpf-clusters');
    await replace(await upload({ server: NEW_SERVER }), 'blue', {
      maxNodes: 5000,
    }).expect(400);
    expect(secrets('dpf-clusters')).toEqual(before);
  });

  it('leaves no word of a kubeconfig in the audit trail', async () => {
    await register('blue');
    const handle = await upload({ server: NEW_SERVER });
    await replace(handle).expect(200);
    const trail = JSON.stringify(
      backend.auditor.createEvent.mock.calls.map(([{ eventId, meta }]) => ({
        eventId,
        meta,
      })),
    );
    expect(trail).toContain('kubeconfigUpload');
    for (const secret of [handle, NEW_SERVER, NEW]) {
      expect(trail).not.toContain(secret);
    }
  });
});
