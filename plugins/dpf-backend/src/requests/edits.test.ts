import { mockCredentials } from '@backstage/backend-test-utils';
import { dpuClusterUpdatePermission } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  ClusterEdit,
  DPF_ANNOTATIONS,
  DpuCluster,
  FieldProblem,
  KubeconfigSecretState,
} from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import request from 'supertest';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

/** The portal knows the Secret with the kubeconfig so. */
function knowSecret(
  { connection }: FakeManagementCluster,
  secret: KubeconfigSecretState | undefined,
) {
  const worldOf = connection.world.bind(connection);
  jest.spyOn(connection, 'world').mockImplementation(roles => {
    const world = worldOf(roles);
    jest.spyOn(world, 'kubeconfigSecret').mockReturnValue(secret);
    return world;
  });
}

const PATH = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';

describe('The edits of a cluster', () => {
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

  const live = (fake: FakeManagementCluster) =>
    fake.all<DpuCluster>('dpuclusters')[0];
  const fieldsOf = (details: FieldProblem[]) => details.map(one => one.field);

  it('are part of the answer about it, and a change of another one is refused for the same reason', async () => {
    const { server, fake } = await start({ served: { runBy: 'vendor' } });
    await fake.add('blue');
    const { body } = await request(server).get(PATH).expect(200);
    const items: ClusterEdit[] = body.item.edits.items;
    expect(items.filter(one => one.offered).map(({ edit }) => edit)).toEqual([
      'maxNodes',
      'owner',
      'purpose',
      'labels',
      'lock',
    ]);
    const { body: refused } = await request(server)
      .patch(PATH)
      .send({ pausedUntil: '2026-11-26T00:00:00Z', restore: 'controlPlane' })
      .expect(400);
    expect(refused.error.details).toEqual([
      {
        field: 'pausedUntil',
        reason: items.find(one => one.edit === 'pause')?.reason,
      },
      {
        field: 'restore',
        reason: items.find(one => one.edit === 'restore')?.reason,
      },
    ]);
    const { body: list } = await request(server)
      .get('/api/dpf/dpu-clusters')
      .expect(200);
    expect(list.items[0].edits).toBeUndefined();
  });

  it('are only those that the caller may make', async () => {
    const { server, fake } = await start({
      permissions: ownersOnly(dpuClusterUpdatePermission.name),
    });
    await fake.add('blue', {
      annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' },
    });
    const { body } = await request(server)
      .get(PATH)
      .set('Authorization', mockCredentials.user.header())
      .expect(200);
    const items: ClusterEdit[] = body.item.edits.items;
    expect(items.filter(one => one.offered).map(({ edit }) => edit)).toEqual([
      'lock',
    ]);
  });

  it('say in a dry run what follows, and change nothing', async () => {
    const { server, fake } = await start();
    await fake.add('blue', { spec: { maxNodes: 10 } });
    const before = live(fake);
    const { body } = await request(server)
      .patch(`${PATH}?dryRun=true`)
      .send({ maxNodes: 5, locked: 'Production.' })
      .expect(200);
    expect(body.effects).toEqual([
      'Lowering the ceiling removes no DPU.',
      expect.stringContaining('The portal refuses to delete it'),
    ]);
    expect(live(fake)).toEqual(before);
  });

  describe('of two people at once', () => {
    it('are a conflict that says what is different, and write nothing', async () => {
      const { server, fake } = await start();
      await fake.add('blue', {
        labels: { tier: 'gold' },
        spec: { maxNodes: 20 },
      });
      const { body } = await request(server)
        .patch(PATH)
        .send({
          maxNodes: 5,
          labels: { tier: 'tin' },
          expected: { maxNodes: 10, labels: { tier: 'silver' } },
        })
        .expect(409);
      expect(body.error.details).toEqual([
        {
          field: 'maxNodes',
          reason: 'maxNodes is 20 now; it was 10 when this change was made.',
        },
        {
          field: 'labels',
          reason:
            'The label tier is gold now; it was silver when this change was made.',
        },
      ]);
      expect(body.error.message).toContain('Nothing was changed.');
      expect(live(fake)).toMatchObject({
        metadata: { labels: { tier: 'gold' } },
        spec: { maxNodes: 20 },
      });
    });

    it('are told apart also where the watch has not seen the other one yet', async () => {
      const { server, fake } = await start();
      await fake.add('blue', { spec: { maxNodes: 10 } });
      fake.server.unwatched.add('dpuclusters');
      fake.server.objects.patch(
        'dpuclusters.provisioning.dpu.nvidia.com',
        { namespace: 'dpf-clusters', name: 'blue', status: false },
        { spec: { maxNodes: 20 } },
      );
      const { body } = await request(server)
        .patch(PATH)
        .send({ maxNodes: 5, expected: { maxNodes: 10 } })
        .expect(409);
      expect(fieldsOf(body.error.details)).toEqual(['maxNodes']);
      expect(live(fake).spec.maxNodes).toBe(20);
    });

    it('are no conflict where they change different things', async () => {
      const { server, fake } = await start();
      const blue = await fake.add('blue', { spec: { maxNodes: 10 } });
      await request(server)
        .patch(PATH)
        .send({
          purpose: 'prod',
          expected: { purpose: null, uid: blue.metadata.uid },
        })
        .expect(200);
      await request(server)
        .patch(PATH)
        .send({ maxNodes: 5, expected: { maxNodes: 10 } })
        .expect(200);
      expect(live(fake).spec.maxNodes).toBe(5);
    });

    it('are of the very cluster that was looked at', async () => {
      const { server, fake } = await start();
      await fake.add('blue');
      const { body } = await request(server)
        .patch(PATH)
        .send({ maxNodes: 5, expected: { uid: 'of-an-earlier-one' } })
        .expect(409);
      expect(body.error.message).toContain('was deleted and created again');
    });
  });

  describe('that lock it', () => {
    const lockedAs = (fake: FakeManagementCluster) =>
      live(fake).metadata.annotations?.[DPF_ANNOTATIONS.locked];

    it('keep who did it and why, and remove both', async () => {
      const { server, fake } = await start();
      await fake.add('blue');
      const { body } = await request(server)
        .patch(PATH)
        .send({ locked: 'Production until May.' })
        .expect(200);
      expect(body.item.locked).toBe('user:default/mock: Production until May.');
      expect(lockedAs(fake)).toBe(body.item.locked);
      await request(server).patch(PATH).send({ locked: null }).expect(200);
      expect(lockedAs(fake)).toBeUndefined();
    });

    it.each(['', '  ', 'a\nb', 'x'.repeat(201)])(
      'need a reason (%j)',
      async locked => {
        const { server, fake } = await start();
        await fake.add('blue');
        const { body } = await request(server)
          .patch(PATH)
          .send({ locked })
          .expect(400);
        expect(fieldsOf(body.error.details)).toEqual(['locked']);
        expect(lockedAs(fake)).toBeUndefined();
      },
    );

    it('need their own permission, and alone no other', async () => {
      const annotations = { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' };
      const asUser = (
        server: Parameters<typeof request>[0],
        change: object,
        status: number,
      ) =>
        request(server)
          .patch(PATH)
          .set('Authorization', mockCredentials.user.header())
          .send(change)
          .expect(status);
      const first = await start({
        permissions: ownersOnly(dpuClusterUpdatePermission.name),
      });
      await first.fake.add('blue', { annotations });
      await asUser(first.server, { locked: 'Why.' }, 200);
      await asUser(first.server, { locked: null, maxNodes: 5 }, 403);
      expect(lockedAs(first.fake)).toContain('Why.');
      await backend?.stop();
      const second = await start({
        permissions: ownersOnly('dpf.dpu-cluster.lock'),
      });
      await second.fake.add('blue', { annotations });
      await asUser(second.server, { maxNodes: 5 }, 200);
      await asUser(second.server, { locked: 'Why.' }, 403);
    });
  });

  describe('that renew certificates', () => {
    const UID = 'uid-of-the-control-plane';
    const secretOf = (fake: FakeManagementCluster, name: string) =>
      fake.server.objects.get('secrets', 'dpf-clusters', name)?.metadata;
    const rotated = (fake: FakeManagementCluster, name: string) =>
      secretOf(fake, name)?.annotations?.['certs.kamaji.clastix.io/rotate'];

    it('are refused while it is not known who made the Secret', async () => {
      const { server, fake } = await start();
      const blue = await fake.add('blue', {
        spec: { kubeconfig: 'blue-admin-kubeconfig' },
      });
      await fake.addControlPlane(blue, {});
      fake.server.objects.create('secrets', 'dpf-clusters', {
        metadata: { name: 'blue-admin-kubeconfig' },
      });
      knowSecret(fake, undefined);
      const { body } = await request(server)
        .patch(PATH)
        .send({ renewCertificates: 'kubeconfig' })
        .expect(400);
      expect(body.error.details).toEqual([
        {
          field: 'renewCertificates',
          reason: expect.stringContaining('not known who made'),
        },
      ]);
      expect(rotated(fake, 'blue-admin-kubeconfig')).toBeUndefined();
    });

    it.each([
      ['kubeconfig', 'blue-admin-kubeconfig'],
      ['apiServer', 'blue-api-server-certificate'],
    ])(
      'have the Secret of Kamaji renewed (%s), and only that',
      async (which, name) => {
        const { server, fake } = await start();
        const blue = await fake.add('blue', {
          spec: { kubeconfig: 'blue-admin-kubeconfig' },
        });
        await fake.addControlPlane(blue, {});
        const { uid = UID } =
          fake.server.objects.get('tenantcontrolplanes', 'dpf-clusters', 'blue')
            ?.metadata ?? {};
        const names = [
          'blue-admin-kubeconfig',
          'blue-api-server-certificate',
          'blue-ca',
        ];
        for (const one of names) {
          const secret: KubeObject & { data: Record<string, string> } = {
            data: { 'admin.conf': 'YQ==', 'super-admin.conf': 'Yg==' },
            metadata: {
              name: one,
              ownerReferences: [
                {
                  apiVersion: 'kamaji.clastix.io/v1alpha1',
                  kind: 'TenantControlPlane',
                  name: 'blue',
                  uid,
                },
              ],
            },
          };
          fake.server.objects.create('secrets', 'dpf-clusters', secret);
        }
        knowSecret(fake, {
          name: 'blue-admin-kubeconfig',
          state: 'usable',
          madeByKamaji: true,
        });
        const { body } = await request(server)
          .patch(`${PATH}?dryRun=true`)
          .send({ renewCertificates: which })
          .expect(200);
        expect(body.effects.join(' ')).toContain('It revokes nothing');
        expect(rotated(fake, name)).toBeUndefined();
        await request(server)
          .patch(PATH)
          .send({ renewCertificates: which })
          .expect(200);
        expect(names.filter(one => rotated(fake, one) !== undefined)).toEqual([
          name,
        ]);
        // Kamaji makes super-admin.conf anew only where it is missing.
        const keysOf = (one: string) =>
          Object.keys(
            fake
              .all<KubeObject & { data: object }>('secrets')
              .find(({ metadata }) => metadata.name === one)?.data ?? {},
          );
        expect(keysOf('blue-admin-kubeconfig')).toEqual(
          which === 'kubeconfig'
            ? ['admin.conf']
            : ['admin.conf', 'super-admin.conf'],
        );
        expect(keysOf('blue-ca')).toEqual(['admin.conf', 'super-admin.conf']);
      },
    );
  });
});
