import { mockCredentials } from '@backstage/backend-test-utils';
import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import request from 'supertest';
import { kubeconfigText } from '../__testUtils__/kubeconfigText';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { Secret, uploadSecretName } from './Secret';

const OTHER = mockCredentials.user.header('user:default/other');
const MOST_WAITING = 10;
const MOST_A_MINUTE = 30;
const MINUTE_MS = 60_000;

describe('the limits of uploads', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = new FakeClock();
    backend = await startDpfTestBackend({ clock });
  });
  afterEach(() => backend.stop());

  const post = (
    path: string,
    body: object,
    user = mockCredentials.user.header(),
  ) =>
    request(backend.server)
      .post(`/api/dpf/${path}`)
      .set('Authorization', user)
      .send(body);
  const upload = (user?: string) =>
    post('kubeconfig-uploads', { kubeconfig: kubeconfigText() }, user);
  const uploaded = async (user?: string): Promise<string> => {
    await clock.advance(3_000);
    return (await upload(user).expect(201)).body.handle;
  };
  const register = (handle: string, name = 'blue', user?: string) =>
    post(
      'dpu-clusters',
      {
        requestId: `task-${name}`,
        name,
        type: 'static',
        kubeconfigUpload: handle,
      },
      user,
    );
  const waiting = () =>
    backend.fake
      .all<Secret>('secrets')
      .filter(({ metadata }) => metadata.namespace === 'dpf-uploads')
      .map(({ metadata }) => metadata.name);
  /** Lets the process end right after a request has claimed its upload, or has created the cluster's Secret. */
  const cutOffAfter = (write: 'patch' | 'create') => {
    backend.fake.afterWrite = (verb, { plural }) => {
      if (verb === write && plural === 'secrets') {
        backend.fake.afterWrite = undefined;
        throw new Error('the process ended here');
      }
    };
  };

  describe('on how many wait', () => {
    it('removes the oldest of the same user when one comes that is too many', async () => {
      const others = await uploaded(OTHER);
      const handles: string[] = [];
      for (let n = 0; n < MOST_WAITING + 2; n++) {
        handles.push(await uploaded());
      }
      expect(waiting().sort()).toEqual(
        [others, ...handles.slice(2)].map(uploadSecretName).sort(),
      );
      const { body } = await register(handles[0]).expect(400);
      expect(body.error.details).toEqual([
        {
          field: 'kubeconfigUpload',
          reason: expect.stringContaining('more than 10'),
        },
      ]);
      await register(handles[2]).expect(201);
    });

    it('holds for uploads of the same moment', async () => {
      await Promise.all(
        Array.from({ length: MOST_WAITING + 4 }, () => upload().expect(201)),
      );
      expect(waiting()).toHaveLength(MOST_WAITING);
    });

    it('never removes one that a request has claimed', async () => {
      const claimed = await uploaded();
      cutOffAfter('patch');
      await register(claimed).expect(500);
      for (let n = 0; n < MOST_WAITING + 1; n++) {
        await uploaded();
      }
      expect(waiting()).toHaveLength(MOST_WAITING + 1);
      expect(waiting()).toContain(uploadSecretName(claimed));
      await register(claimed).expect(201);
    });

    it('takes no more from a user with too many that requests have claimed and not finished', async () => {
      for (let n = 0; n < MOST_WAITING; n++) {
        const handle = await uploaded();
        cutOffAfter('patch');
        await register(handle, `blue-${n}`).expect(500);
      }
      const { body } = await upload().expect(429);
      expect(body.error.message).toContain('requests that have not finished');
      expect(waiting()).toHaveLength(MOST_WAITING);
      await upload(OTHER).expect(201);
    });
  });

  describe('on how many come in a minute', () => {
    it('answers one too many with when to come again', async () => {
      for (let n = 0; n < MOST_A_MINUTE; n++) {
        await clock.advance(1_000);
        // One that breaks a rule is work, too.
        await post('kubeconfig-uploads', { kubeconfig: 'none' }).expect(200);
      }
      const answer = await upload().expect(429);
      expect(answer.body.error).toMatchObject({
        name: 'TooManyRequestsError',
        message: 'You may make at most 30 uploads a minute. Try again in 31 s.',
      });
      expect(answer.headers['retry-after']).toBe('31');
      expect(waiting()).toEqual([]);

      await upload(OTHER).expect(201);
      await clock.advance(31_000);
      await upload().expect(201);
      await upload().expect(429);
    });

    it('bounds how often an upload is checked again', async () => {
      const kubeconfigUpload = await uploaded();
      const check = () =>
        post('kubeconfig-uploads/check', { kubeconfigUpload });
      for (let n = 0; n < MOST_A_MINUTE; n++) {
        await check().expect(200);
      }
      const { body } = await check().expect(429);
      expect(body.error.message).toContain('checks of uploads');
      await clock.advance(MINUTE_MS);
      await check().expect(200);
    });
  });

  it('of the namespace say that it is full, and what to do', async () => {
    backend.fake.server.admit = () => {
      throw new FakeRefusal(
        403,
        'Forbidden',
        'secrets "kubeconfig-upload-1" is forbidden: exceeded quota: dpf-uploads, requested: count/secrets=1, used: count/secrets=500, limited: count/secrets=500',
      );
    };
    const { body } = await upload().expect(503);
    expect(body.error.message).toBe(
      'The ResourceQuota of dpf-uploads on local leaves no room for another Secret. Try again later, or ask the platform team to raise it. Uploads that nobody uses are removed after a day.',
    );
  });

  describe('on what a request removes', () => {
    // Without the digest of its first request a cluster takes any handle for a repetition.
    const addClusterOfFirstRelease = () =>
      backend.fake.add('blue', {
        annotations: {
          [DPF_ANNOTATIONS.requestId]: 'task-blue',
          [DPF_ANNOTATIONS.requestedBy]: 'user:default/mock',
        },
      });

    it.each([
      ['another user’s upload', OTHER],
      ['one’s own upload that another request is to use', undefined],
    ])(
      'keeps %s from whoever repeats a finished request with its handle',
      async (_, uploader) => {
        await addClusterOfFirstRelease();
        const handle = await uploaded(uploader);
        await register(handle).expect(200);
        expect(waiting()).toEqual([uploadSecretName(handle)]);
        await register(handle, 'red', uploader).expect(201);
      },
    );

    it('keeps an upload from a request that was finished with another one', async () => {
      await register(await uploaded()).expect(201);
      const next = await uploaded();
      await register(next).expect(409);
      expect(waiting()).toEqual([uploadSecretName(next)]);
    });

    it('keep another user’s upload from a replacement that is repeated', async () => {
      await register(await uploaded()).expect(201);
      const mine = await uploaded();
      const replace = (kubeconfigUpload: string) =>
        request(backend.server)
          .patch('/api/dpf/dpu-clusters/local/dpf-clusters/blue')
          .send({ kubeconfigUpload });
      await replace(mine).expect(200);
      const others = await uploaded(OTHER);
      await replace(others).expect(400);
      await replace(mine).expect(200);
      expect(waiting()).toEqual([uploadSecretName(others)]);
    });
  });

  describe('on what a request takes', () => {
    it('keep an upload to the cluster it was claimed for', async () => {
      const handle = await uploaded();
      cutOffAfter('patch');
      await register(handle).expect(500);
      const sameRequest = { requestId: 'task-blue', type: 'static' };
      await post('dpu-clusters', {
        ...sameRequest,
        name: 'red',
        kubeconfigUpload: handle,
      }).expect(400);
      await register(handle).expect(201);
    });

    it('keep the Secret of a cut-off request from another user who gives a request the same id', async () => {
      const others = await uploaded(OTHER);
      const mine = await uploaded();
      cutOffAfter('create');
      await register(others, 'blue', OTHER).expect(500);
      await register(mine).expect(409);
      await register(others, 'blue', OTHER).expect(201);
      const [secret] = backend.fake
        .all<Secret>('secrets')
        .filter(({ metadata }) => metadata.namespace === 'dpf-clusters');
      expect(secret.metadata.annotations?.[DPF_ANNOTATIONS.requestedBy]).toBe(
        'user:default/other',
      );
    });
  });
});
