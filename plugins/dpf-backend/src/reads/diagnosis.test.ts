import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import request from 'supertest';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const PATH = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
const SECRET = 'c2VjcmV0LW9mLWJsdWU=';

describe('what is read of one cluster in trouble', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>> | undefined;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend(options);
    return backend;
  };
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  /** Blue with a Secret, a control plane and events about both. */
  const startBlue = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    const { server, fake, ...rest } = await start(options);
    const blue = await fake.add('blue', {
      spec: { kubeconfig: 'blue-admin-kubeconfig' },
      status: { phase: 'NotReady' },
    });
    await fake.addControlPlane(blue, { spec: { dataStore: 'default' } });
    const { objects } = fake.server;
    const secret = {
      metadata: {
        name: 'blue-admin-kubeconfig',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': SECRET,
        },
      },
      data: { 'admin.conf': SECRET },
    };
    objects.create('secrets', 'dpf-clusters', secret);
    const [plane] = fake.all('tenantcontrolplanes');
    const event = {
      metadata: { name: 'one' },
      type: 'Warning',
      reason: 'FailedCreate',
      message: 'exceeded quota, token=abcdef.0123456789abcdef',
      lastTimestamp: '2026-11-24T09:00:00Z',
      involvedObject: {
        kind: 'TenantControlPlane',
        name: 'blue',
        uid: plane.metadata.uid,
      },
    };
    objects.create('events', 'dpf-clusters', event);
    return { server, fake, blue, ...rest };
  };

  const resources = async (server: Parameters<typeof request>[0]) => {
    const { body } = await request(server).get(`${PATH}/resources`).expect(200);
    return body.items as Array<{ kind: string; uid: string }>;
  };

  it('shows each object of the cluster as YAML, and never the content of a Secret', async () => {
    const { server } = await startBlue();
    const items = await resources(server);
    expect(items.map(({ kind }) => kind)).toEqual([
      'DPUCluster',
      'TenantControlPlane',
      'Secret',
    ]);
    const yamls: string[] = [];
    for (const { uid } of items) {
      const { body } = await request(server)
        .get(`${PATH}/resources/${uid}`)
        .expect(200);
      yamls.push(body.yaml);
    }
    expect(yamls[0]).toContain('kubeconfig: blue-admin-kubeconfig');
    expect(yamls[1]).toContain('dataStore: default');
    expect(yamls[2]).toContain('name: blue-admin-kubeconfig');
    expect(yamls.join()).not.toContain(SECRET);
    expect(yamls[2]).not.toMatch(/^data:/m);
  });

  it('does not show an object of another cluster', async () => {
    const { server, fake } = await startBlue();
    const green = await fake.add('green');
    await request(server)
      .get(`${PATH}/resources/${green.metadata.uid}`)
      .expect(404);
  });

  it('lists the events of the control plane, and says when events may not be read', async () => {
    const { server, fake } = await startBlue();
    const { body } = await request(server).get(`${PATH}/events`).expect(200);
    expect(body.items).toEqual([
      expect.objectContaining({ object: 'TenantControlPlane/blue' }),
    ]);
    fake.server.forbidden.add('events');
    await request(server)
      .get(`${PATH}/events`)
      .expect(200, { items: [], unreadable: true });
  });

  it('makes a diagnosis without secrets', async () => {
    const { server } = await startBlue();
    const { body } = await request(server).get(`${PATH}/diagnosis`).expect(200);
    expect(body.markdown).toContain('# DPU cluster dpf-clusters/blue');
    expect(body.markdown).toContain('exceeded quota, token=(redacted)');
    expect(body.markdown).toContain('Only this cluster is affected.');
    expect(body.markdown).not.toContain(SECRET);
  });

  it('makes one of what is known while the management cluster is unreachable', async () => {
    const { server, fake } = await startBlue();
    await fake.leave();
    const { body } = await request(server).get(`${PATH}/diagnosis`).expect(200);
    expect(body.markdown).toContain('ManagementClusterAway');
    expect(body.markdown).toContain('The events could not be read.');
    const { body: one } = await request(server).get(PATH).expect(200);
    expect(one.reach).toBeUndefined();
  });

  it('says how far the trouble reaches, and who runs the platform', async () => {
    const { server } = await startBlue({
      config: {
        catalog: { providers: { dpf: { defaultOwner: 'group:platform' } } },
      },
    });
    const { body } = await request(server).get(PATH).expect(200);
    expect(body.reach).toMatchObject({ scope: 'cluster', of: 1 });
    expect(body.item.platformOwner).toBe('group:default/platform');
  });

  it('shows neither to a caller who may not read the cluster', async () => {
    const { server, fake } = await start({
      permissions: ownersOnly('dpf.dpu-cluster.read'),
    });
    const { metadata } = await fake.add('blue', {
      annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' },
    });
    for (const part of ['diagnosis', `resources/${metadata.uid}`]) {
      await request(server).get(`${PATH}/${part}`).expect(404);
    }
  });
});
