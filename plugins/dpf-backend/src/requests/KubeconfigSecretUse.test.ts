import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
} from '@dpf-portal/dpf-model';
import { dpuClusterUseSecretPermission } from '@dpf-portal/backstage-plugin-dpf-common';
import { eventually } from '@dpf-portal/test-support/tenants';
import request from 'supertest';
import { kubeconfigText } from '../__testUtils__/kubeconfigText';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { ServedOptions } from '../__testUtils__/startServer';
import { SECRET_MARKS, Secret } from '../uploads/Secret';

type SecretPart = Pick<Secret, 'type' | 'data'> & {
  metadata?: Partial<Secret['metadata']>;
};

const NAMESPACE = 'dpf-clusters';
const NAME = 'mine';
const DATA = {
  'admin.conf': Buffer.from(kubeconfigText()).toString('base64'),
};
const ownedBy = (owner: string) => ({
  annotations: { [DPF_ANNOTATIONS.owner]: owner },
});
const OURS = ownedBy('group:default/team-a');

/** What only the permission makes usable. */
const NOT_OURS: Array<[string, SecretPart]> = [
  ['carries no owner', {}],
  ['is another team’s', { metadata: ownedBy('group:default/team-b') }],
  ['names an empty owner', { metadata: ownedBy('') }],
  ['names an owner that is no reference', { metadata: ownedBy('a:b:c/d/e') }],
  ['names several owners', { metadata: ownedBy('team-a,team-b') }],
];

/** What nothing makes usable. */
const NOT_FREE: Array<[string, SecretPart]> = [
  [
    'an object owns',
    {
      metadata: {
        ...OURS,
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Any', name: 'x', uid: 'u' },
        ],
      },
    },
  ],
  [
    'is an upload',
    { metadata: { ...OURS, labels: { [SECRET_MARKS.upload]: 'true' } } },
  ],
  [
    'the portal made for a request',
    {
      metadata: {
        annotations: {
          ...OURS.annotations,
          [DPF_ANNOTATIONS.requestId]: 'task-blue',
        },
      },
    },
  ],
  ['has another purpose', { metadata: OURS, data: { 'tls.key': 'c2VjcmV0' } }],
  ['is empty', { metadata: OURS, data: { 'admin.conf': '' } }],
  [
    'is a service account’s token',
    { metadata: OURS, type: 'kubernetes.io/service-account-token' },
  ],
  [
    'is a bootstrap token',
    { metadata: OURS, type: 'bootstrap.kubernetes.io/token' },
  ],
  [
    'is being deleted',
    { metadata: { ...OURS, deletionTimestamp: '2026-11-24T10:00:00Z' } },
  ],
];

/** Everything is allowed; the use of any Secret only on demand. */
function policy(options: { useSecret: boolean }) {
  return mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
    authorizeConditional: async requests =>
      requests.map(({ permission }) => ({
        result:
          permission.name === dpuClusterUseSecretPermission.name &&
          !options.useSecret
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      })),
  });
}

describe('a request that names an existing Secret', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const start = async (
    options: { useSecret: boolean; served?: ServedOptions } = {
      useSecret: false,
    },
  ) => {
    backend = await startDpfTestBackend({
      permissions: policy(options),
      served: options.served,
    });
    return backend.fake;
  };
  afterEach(() => backend.stop());

  const add = ({ metadata, ...secret }: SecretPart) =>
    backend.fake.server.objects.create('secrets', NAMESPACE, {
      ...{ data: DATA, ...secret },
      metadata: { name: NAME, ...metadata },
    });
  const register = (name = 'blue', query = '') =>
    request(backend.server)
      .post(`/api/dpf/dpu-clusters${query}`)
      .send({
        requestId: `task-${name}`,
        name,
        type: 'static',
        kubeconfigSecret: NAME,
      });
  const made = () => backend.fake.all<DpuCluster>('dpuclusters');
  const namesMade = () => made().map(({ metadata }) => metadata.name);

  it.each([
    'group:default/team-a',
    'team-a',
    'group:team-a',
    'Group:Default/Team-A',
    'user:default/mock',
  ])('may use one whose owner is written as %s', async owner => {
    await start();
    add({ metadata: ownedBy(owner) });
    await register('blue', '?dryRun=true').expect(200);
    await register().expect(201);
    expect(made().map(({ spec }) => spec.kubeconfig)).toEqual([NAME]);
  });

  it('gets the same answer, after the same work, whatever is wrong with the Secret', async () => {
    const { server, connection } = await start();
    const answers = new Set<string>();
    const noteAnswers = async () => {
      for (const query of ['', '?dryRun=true']) {
        server.requests.length = 0;
        const { status, body } = await register('blue', query);
        // The requests are compared, too: the time that an answer takes must not tell more than its text.
        // Namespaces are read for the policy, whatever Secret is named, and kept for some seconds.
        const requests = server.requests
          .filter(line => !line.startsWith('list namespaces'))
          .sort();
        answers.add(JSON.stringify({ status, error: body.error, requests }));
      }
    };
    await noteAnswers();
    for (const [, secret] of [...NOT_OURS, ...NOT_FREE]) {
      add(secret);
      await noteAnswers();
      server.objects.delete('secrets', NAMESPACE, NAME);
    }
    add({ metadata: OURS });
    // What the portal reads on its own, since there is a cluster now, is no part of an answer.
    jest.spyOn(connection.prober, 'follow').mockReturnValue();
    await backend.fake.add('red', {
      spec: { type: 'static', kubeconfig: NAME },
    });
    await eventually(() =>
      server.requests.includes(`list secrets ${NAMESPACE}/`),
    );
    await noteAnswers();

    expect(answers.size).toBe(1);
    const [answer] = answers;
    expect(JSON.parse(answer)).toMatchObject({
      status: 400,
      error: {
        name: 'InputError',
        details: [
          {
            field: 'kubeconfigSecret',
            reason: expect.stringContaining(
              `kubectl -n ${NAMESPACE} annotate secret ${NAME} dpf-portal.io/owner=group:default/team-a`,
            ),
          },
        ],
      },
    });
    expect(namesMade()).toEqual(['red']);
  });

  describe('by a caller with the permission to use any', () => {
    it.each(NOT_OURS)('may name one that %s', async (_what, secret) => {
      await start({ useSecret: true });
      add(secret);
      await register('blue', '?dryRun=true').expect(200);
      await register().expect(201);
    });

    it.each(NOT_FREE)('is refused one that %s', async (_what, secret) => {
      await start({ useSecret: true });
      add(secret);
      await register('blue', '?dryRun=true').expect(400);
      await register().expect(400);
      expect(made()).toEqual([]);
    });
  });

  it.each(Object.values(DPU_CLUSTER_GROUPS))(
    'shares one with no cluster of group %s that kubectl made',
    async group => {
      const fake = await start({
        useSecret: true,
        served: { groups: Object.values(DPU_CLUSTER_GROUPS) },
      });
      add({ metadata: OURS });
      await fake.add('red', {
        group,
        spec: { type: 'static', kubeconfig: NAME },
        seen: false,
      });
      await register().expect(400);
      expect(namesMade()).toEqual(['red']);
    },
  );

  it('gets no Secret of the portal’s that another cluster names already', async () => {
    const fake = await start();
    const upload = await request(backend.server)
      .post('/api/dpf/kubeconfig-uploads')
      .send({ kubeconfig: kubeconfigText() });
    await fake.add('red', {
      spec: { type: 'static', kubeconfig: 'blue-admin-kubeconfig' },
    });
    await request(backend.server)
      .post('/api/dpf/dpu-clusters')
      .send({
        requestId: 'task-blue',
        name: 'blue',
        type: 'static',
        kubeconfigUpload: upload.body.handle,
      })
      .expect(409);
    expect(namesMade()).toEqual(['red']);
    expect(
      fake.all<Secret>('secrets').map(({ metadata }) => metadata.namespace),
    ).toEqual(['dpf-uploads']);
  });

  it('is not kept from one by a cluster of another namespace', async () => {
    const fake = await start();
    add({ metadata: OURS });
    await fake.add('red', {
      namespace: 'team-b',
      spec: { type: 'static', kubeconfig: NAME },
    });
    await register().expect(201);
  });

  it('shares one with no other request of the same moment', async () => {
    await start();
    add({ metadata: OURS });
    const answers = await Promise.all(
      ['blue', 'red', 'green'].map(name => register(name)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
    expect(made()).toHaveLength(1);
  });

  it('gives way to one that another replica served in the same moment', async () => {
    const fake = await start();
    add({ metadata: OURS });
    const unsubscribe = fake.server.objects.onEvent(({ type, object }) => {
      if (type === 'ADDED' && object.metadata.name === 'blue') {
        unsubscribe();
        void fake.add('red', {
          spec: { type: 'static', kubeconfig: NAME },
          seen: false,
        });
      }
    });
    await register().expect(400);
    expect(namesMade()).toEqual(['red']);
  });
});
