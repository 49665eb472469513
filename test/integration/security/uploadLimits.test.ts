import { DPF_ANNOTATIONS, DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, ResourceType } from '@dpf-portal/kube-controller';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { UsersPortal } from '../../portal/UsersPortal';
import { eventually } from '../../portal/eventually';

const UPLOADS = 'dpf-uploads';
const MOST_WAITING = 10;
const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
const CAROL = 'user:default/carol';
const QUOTAS: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'resourcequotas',
  kind: 'ResourceQuota',
  namespaced: true,
};
/** Keeps the requests within the upload limit per minute. */
const SELDOM = { intervalMs: 1_000, timeoutMs: 25_000 };
const QUOTA = { namespace: UPLOADS, name: 'dpf-uploads' };

describe('Uploaded kubeconfigs of several users, served by two replicas,', () => {
  let lab: Lab;
  let replicas: [UsersPortal, UsersPortal];

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    const start = () =>
      UsersPortal.start({ lab, groups: { [ANN]: [], [BOB]: [], [CAROL]: [] } });
    replicas = [await start(), await start()];
    await eventually(
      'the quota is counted',
      async () => (await upload(CAROL, 0)).status === 201 || undefined,
      SELDOM,
    );
  });
  afterAll(async () => {
    await Promise.all((replicas ?? []).map(portal => portal.stop()));
    await lab?.stop();
  });

  function upload(user: string, nth: number) {
    return replicas[nth % 2].as(user).post('/kubeconfig-uploads', {
      kubeconfig: lab.cluster.staticKubeconfig,
    });
  }
  const uploaded = async (user: string, nth = 0): Promise<string> =>
    (await upload(user, nth).expect(201)).body.handle;
  const register = (user: string, handle: string, name: string) =>
    replicas[0].as(user).post('/dpu-clusters', {
      requestId: `task-${name}`,
      name,
      type: 'static',
      kubeconfigUpload: handle,
    });
  const isThere = async (user: string, handle: string): Promise<boolean> => {
    const { status } = await replicas[1]
      .as(user)
      .post('/kubeconfig-uploads/check', { kubeconfigUpload: handle });
    return status === 200;
  };
  const count = async (): Promise<number> => {
    const secrets = await lab.api.client.listAll(CORE_RESOURCES.secrets, {
      namespace: UPLOADS,
      metadataOnly: true,
    });
    return secrets.length;
  };

  it('wait ten a user at most, the newest of them, and nobody pushes out another user’s', async () => {
    const before = await count();
    const bobs = await uploaded(BOB);
    const anns: string[] = [];
    for (let nth = 0; nth < MOST_WAITING + 2; nth++) {
      anns.push(await uploaded(ANN, nth));
    }
    expect(await count()).toBe(before + 1 + MOST_WAITING);
    expect(await isThere(BOB, bobs)).toBe(true);
    expect(await isThere(ANN, anns[1])).toBe(false);
    expect(await isThere(ANN, anns[2])).toBe(true);

    await Promise.all(
      Array.from({ length: 6 }, (_, nth) => uploaded(ANN, nth)),
    );
    expect(await count()).toBe(before + 1 + MOST_WAITING);
    expect(await isThere(BOB, bobs)).toBe(true);
  });

  it('are good once, and for their user only', async () => {
    const bobs = await uploaded(BOB);
    expect(await isThere(ANN, bobs)).toBe(false);
    await register(ANN, bobs, 'stolen').expect(400);
    await register(BOB, bobs, 'once').expect(201);
    await register(BOB, bobs, 'twice').expect(400);
    await register(BOB, bobs, 'once').expect(200);
  });

  it('are removed by nobody who repeats a finished request of their own with such a handle', async () => {
    const anns = await uploaded(ANN);
    await register(ANN, anns, 'finished').expect(201);
    const bobs = await uploaded(BOB);
    await register(ANN, bobs, 'finished').expect(409);
    expect(await isThere(BOB, bobs)).toBe(true);

    // A cluster of the first release has no digest, so any handle counts as a repetition.
    await lab.api.client.mergePatch(
      ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released),
      { namespace: 'dpf-clusters', name: 'finished' },
      { metadata: { annotations: { [DPF_ANNOTATIONS.requestDigest]: null } } },
    );
    await eventually(
      'the request counts as repeated',
      async () =>
        (await register(ANN, bobs, 'finished')).status === 200 || undefined,
      SELDOM,
    );
    expect(await isThere(BOB, bobs)).toBe(true);
    await register(BOB, bobs, 'of-bob').expect(201);
  });

  it('are answered with what to do when the quota of their namespace is used up', async () => {
    const limit = (secrets: number) =>
      lab.api.client.mergePatch(QUOTAS, QUOTA, {
        spec: { hard: { 'count/secrets': String(secrets) } },
      });
    await limit(1);
    const { body } = await eventually(
      'the quota is used up',
      async () => {
        const answer = await upload(CAROL, 0);
        return answer.status === 201 ? undefined : answer;
      },
      SELDOM,
    );
    expect(body.error).toMatchObject({ name: 'ServiceUnavailableError' });
    expect(body.error.message).toContain('The ResourceQuota of dpf-uploads');
    await limit(500);
    await eventually(
      'there is room again',
      async () => (await upload(BOB, 0)).status === 201 || undefined,
      SELDOM,
    );
  });

  it('are no more than thirty a minute of a user in one replica', async () => {
    const portal = replicas[0].as('user:default/dave');
    const send = () =>
      portal.post('/kubeconfig-uploads', { kubeconfig: 'no kubeconfig' });
    for (let nth = 0; nth < 30; nth++) {
      await send().expect(200);
    }
    const { body, headers } = await send().expect(429);
    expect(body.error.message).toContain('at most 30 uploads a minute');
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
  });
});
