import { DPU_CLUSTER_GROUPS } from '@dpf-portal/backstage-plugin-dpf-common';
import request from 'supertest';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

describe('PATCH /dpu-clusters', () => {
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

  it('changes a cluster though a controller was faster, after looking again', async () => {
    const { server, fake } = await start();
    const cluster = await fake.add('blue');
    const resource = {
      group: DPU_CLUSTER_GROUPS.released,
      version: 'v1alpha1',
      plural: 'dpuclusters',
      kind: 'DPUCluster',
      namespaced: true,
    };
    await fake.kube.mergePatch(resource, cluster.metadata, {
      status: { phase: 'Creating' },
    });

    const { body } = await request(server)
      .patch('/api/dpf/dpu-clusters/local/dpf-clusters/blue')
      .send({ maxNodes: 20 })
      .expect(200);
    expect(body.item).toMatchObject({ maxNodes: 20, phase: 'Creating' });
  });
});
