import { mockCredentials } from '@backstage/backend-test-utils';
import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import request from 'supertest';
import { kubeconfigText } from '../__testUtils__/kubeconfigText';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { Secret } from '../uploads/Secret';

const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
const CAROL = 'user:default/carol';
const TEAM = 'group:default/team-a';
const GROUPS: Record<string, string[]> = {
  [ANN]: [TEAM],
  // He would get the cluster himself if he asked for it.
  [BOB]: [TEAM, 'group:default/team-b'],
  [CAROL]: ['group:default/team-c'],
};
const KAMAJI = { requestId: 'task-1', name: 'blue', type: 'kamaji' };
const ADVICE_TO_LEAVE = /another name|choose/;

describe('A request that comes again', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = new FakeClock(Date.parse('2026-11-24T10:00:00Z'));
    backend = await startDpfTestBackend({
      clock,
      ownershipEntityRefs: user => [user, ...(GROUPS[user] ?? [])],
    });
  });
  afterEach(() => backend.stop());

  const send = (user: string, path: string, body: object) =>
    request(backend.server)
      .post(`/api/dpf/${path}`)
      .set('Authorization', mockCredentials.user.header(user))
      .send(body);
  const ask = (user: string, body: object = KAMAJI) =>
    send(user, 'dpu-clusters', body);
  const made = () => backend.fake.all<DpuCluster>('dpuclusters');
  const secrets = (namespace: string) =>
    backend.fake
      .all<Secret>('secrets')
      .filter(({ metadata }) => metadata.namespace === namespace);
  /** The portal's process ends right after this write. */
  function endAfter(write: number) {
    let writes = 0;
    backend.fake.afterWrite = () => {
      writes += 1;
      if (writes === write) {
        throw new Error('the process ended here');
      }
    };
  }
  async function uploaded(user: string): Promise<string> {
    const { body } = await send(user, 'kubeconfig-uploads', {
      kubeconfig: kubeconfigText(),
    }).expect(201);
    return body.handle;
  }
  const registration = (kubeconfigUpload: string) => ({
    requestId: 'task-1',
    name: 'blue',
    type: 'static',
    kubeconfigUpload,
  });

  it('goes on with the same cluster, for the requester and for a colleague', async () => {
    const first = await ask(ANN).expect(201);
    for (const user of [ANN, BOB]) {
      const { body } = await ask(user).expect(200);
      expect(body).toMatchObject({
        created: false,
        item: { uid: first.body.item.uid, owner: TEAM, requestedBy: ANN },
      });
      expect(body.summary).toContain(`owner ${TEAM}`);
    }
    expect(made()).toHaveLength(1);
  });

  it('tells everybody else who can continue it', async () => {
    await ask(ANN).expect(201);
    const { body } = await ask(CAROL).expect(409);
    expect(body.error.message).toBe(
      `The request task-1 of ${ANN} has made dpf-clusters/blue. It is continued by ${ANN} or a member of ${TEAM}: ask one of them to send it, or to start its task, again.`,
    );
  });

  it('goes on though it would not be accepted as a new one any more', async () => {
    const dated = { ...KAMAJI, expires: '2026-11-25' };
    await ask(ANN, dated).expect(201);
    await clock.advance(3 * 24 * 60 * 60_000);
    for (const user of [ANN, BOB]) {
      const { body } = await ask(user, dated).expect(200);
      expect(body.created).toBe(false);
    }
    await ask(ANN, { ...dated, name: 'red' }).expect(400);
  });

  it('says what to do while its cluster is being deleted', async () => {
    await ask(ANN).expect(201);
    const { objects } = backend.fake.server;
    const resource = 'dpuclusters.provisioning.dpu.nvidia.com';
    const ref = { namespace: 'dpf-clusters', name: 'blue' };
    objects.patch(resource, ref, { metadata: { finalizers: ['a.example/b'] } });
    objects.delete(resource, ref.namespace, ref.name);
    await eventually(
      () =>
        backend.fake.connection.clusters()[0].metadata.deletionTimestamp !==
        undefined,
    );
    const { body } = await ask(ANN).expect(409);
    expect(body.error.message).toContain('Wait until it is gone');
    expect(body.error.message).not.toMatch(ADVICE_TO_LEAVE);
  });

  it.each([1, 2, 3, 4, 5])(
    'is finished by a colleague after an end right after write %p',
    async write => {
      const sent = registration(await uploaded(ANN));
      endAfter(write);
      await ask(ANN, sent).expect(500);
      backend.fake.afterWrite = undefined;

      const refused = await ask(CAROL, sent);
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(JSON.stringify(refused.body)).not.toMatch(ADVICE_TO_LEAVE);
      const others = await ask(BOB, { ...sent, purpose: 'prod' });
      expect(others.status).toBeGreaterThanOrEqual(400);

      const { status } = await ask(BOB, sent);
      expect([200, 201]).toContain(status);
      const [cluster, ...more] = made();
      expect(more).toEqual([]);
      expect(cluster.metadata.annotations).toMatchObject({
        [DPF_ANNOTATIONS.owner]: TEAM,
        [DPF_ANNOTATIONS.requestedBy]: ANN,
      });
      expect(secrets('dpf-uploads')).toEqual([]);
      const [secret, ...left] = secrets('dpf-clusters');
      expect(left).toEqual([]);
      expect(secret.metadata.ownerReferences).toEqual([
        expect.objectContaining({ uid: cluster.metadata.uid }),
      ]);
    },
  );

  it.each([ANN, BOB])(
    'is finished by %s with the Secret that it made, though its upload is gone',
    async user => {
      const sent = registration(await uploaded(ANN));
      endAfter(2);
      await ask(ANN, sent).expect(500);
      backend.fake.afterWrite = undefined;
      const [{ metadata }] = secrets('dpf-uploads');
      backend.fake.server.objects.delete(
        'secrets',
        'dpf-uploads',
        metadata.name,
      );
      await ask(CAROL, sent).expect(400);
      await ask(user, { ...sent, requestId: 'task-2' }).expect(400);
      await ask(user, sent).expect(201);
      const [cluster] = made();
      const [secret] = secrets('dpf-clusters');
      expect(secret.metadata.ownerReferences).toEqual([
        expect.objectContaining({ uid: cluster.metadata.uid }),
      ]);
    },
  );

  it('says who can send it where a colleague has uploaded the kubeconfig', async () => {
    const { body } = await ask(BOB, registration(await uploaded(ANN))).expect(
      400,
    );
    const [{ reason }] = body.error.details;
    expect(reason).toContain('Only who uploaded it can send this request');
    expect(reason).toContain('with the same name');
    expect(reason).not.toMatch(ADVICE_TO_LEAVE);
  });

  it('says who can continue the one that left the Secret, to another one', async () => {
    const sent = registration(await uploaded(ANN));
    endAfter(2);
    await ask(ANN, sent).expect(500);
    backend.fake.afterWrite = undefined;
    const { body } = await ask(ANN, {
      ...registration(await uploaded(ANN)),
      requestId: 'task-2',
    }).expect(409);
    expect(body.error.message).toContain('can send it, or start its task');
    expect(body.error.message).toContain(
      'kubectl -n dpf-clusters delete secret blue-admin-kubeconfig',
    );
    expect(body.error.message).not.toMatch(ADVICE_TO_LEAVE);
  });
});
