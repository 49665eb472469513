import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import request from 'supertest';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const TEAM_A = 'group:default/team-a';
const TEAM_B = 'group:default/team-b';

describe('A Namespace that names an owner', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend({
      ownershipEntityRefs: [TEAM_A, TEAM_B],
      ...options,
    });
  };
  afterEach(async () => {
    await backend.stop();
  });

  const addNamespace = (name: string, owner: string) =>
    backend.fake.server.objects.create('namespaces', '', {
      metadata: { name, annotations: { [DPF_ANNOTATIONS.owner]: owner } },
    });
  const ask = (name: string, owner: string, namespace?: string) =>
    request(backend.server)
      .post('/api/dpf/dpu-clusters')
      .send({
        requestId: `task-${name}`,
        name,
        type: 'kamaji',
        owner,
        ...(namespace && { namespace }),
      });

  it('takes the clusters of that owner, beside policy.namespaces', async () => {
    await start();
    addNamespace('blue-room', 'Group:team-a');
    const own = await ask('one', TEAM_A).expect(201);
    expect(own.body.item.namespace).toBe('blue-room');
    const shared = await ask('two', TEAM_A, 'dpf-clusters').expect(201);
    expect(shared.body.item.namespace).toBe('dpf-clusters');
  });

  it('takes no cluster of another owner', async () => {
    await start();
    addNamespace('blue-room', TEAM_A);
    const { body } = await ask('one', TEAM_B, 'blue-room').expect(400);
    expect(body.error.details).toEqual([
      {
        field: 'namespace',
        reason: 'Clusters are made in dpf-clusters here.',
      },
    ]);
  });

  it('is offered to the owner in the form', async () => {
    await start();
    addNamespace('blue-room', TEAM_A);
    addNamespace('kube-room', TEAM_A);
    addNamespace('red-room', 'group:default/team-c');
    const { body } = await request(backend.server)
      .get('/api/dpf/management-clusters')
      .expect(200);
    expect(body.items[0].policy).toMatchObject({
      namespace: 'blue-room',
      namespaces: ['blue-room', 'dpf-clusters'],
    });
  });

  it('has no effect where the portal may not list Namespaces, which the log says once', async () => {
    await start({
      served: { arrange: ({ forbidden }) => forbidden.add('namespaces') },
    });
    await ask('one', TEAM_A).expect(201);
    await ask('two', TEAM_A).expect(201);
    const told = backend.logger.info.mock.calls.filter(([message]) =>
      message.includes('may not list Namespaces'),
    );
    expect(told).toHaveLength(1);
  });
});
