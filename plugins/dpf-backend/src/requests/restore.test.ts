import {
  DPF_ANNOTATIONS,
  DpuCluster,
  KamajiFields,
} from '@dpf-portal/dpf-model';
import request from 'supertest';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const PATH = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
const FIELDS: KamajiFields = {
  serviceCidrs: true,
  kubeletPatches: true,
  preferredAddressTypes: true,
  extraArgs: true,
  podFiles: true,
};

/** Kamaji's definition has all fields, so that control planes of an earlier release lack parts. */
function knowKamajiFields({ connection }: FakeManagementCluster) {
  const capabilities = connection.capabilities();
  if (!capabilities) {
    throw new Error('The capabilities are not known yet');
  }
  jest
    .spyOn(connection, 'capabilities')
    .mockReturnValue({ ...capabilities, kamajiFields: FIELDS });
}

describe('A restore of a control plane', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;

  beforeEach(async () => {
    backend = await startDpfTestBackend();
    knowKamajiFields(backend.fake);
  });
  afterEach(() => backend.stop());

  /** A cluster that runs with a control plane of an earlier release. */
  const addRunning = async (
    name: string,
    annotations?: Record<string, string>,
  ): Promise<DpuCluster> => {
    const cluster = await backend.fake.add(name, {
      annotations,
      status: { phase: 'Ready' },
    });
    await backend.fake.addControlPlane(cluster, {
      spec: { kubernetes: { version: 'v1.34.2' } },
    });
    return cluster;
  };
  const restore = () =>
    request(backend.server).patch(PATH).send({ restore: 'controlPlane' });
  const requestOf = (name: string) =>
    backend.fake
      .all<DpuCluster>('dpuclusters')
      .find(({ metadata }) => metadata.name === name)?.metadata.annotations?.[
      DPF_ANNOTATIONS.restoreRequested
    ];

  it('is refused while another control plane is being restored, and names that one', async () => {
    await addRunning('blue');
    await addRunning('green', {
      [DPF_ANNOTATIONS.restoreRequested]: '2026-11-24T14:00:00Z',
    });
    const { body } = await restore().expect(409);
    expect(body.error.message).toBe(
      'The control plane of dpf-clusters/green is being restored, and they are restarted one at a time. Restore this one when dpf-clusters/green is Ready again.',
    );
    expect(requestOf('blue')).toBeUndefined();
  });

  it('is asked for where no other control plane is being restored', async () => {
    await addRunning('blue');
    await addRunning('green');
    await restore().expect(200);
    expect(requestOf('blue')).toBeDefined();
  });
});
