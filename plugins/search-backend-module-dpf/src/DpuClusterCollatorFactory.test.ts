import { Readable } from 'node:stream';
import { mockServices } from '@backstage/backend-test-utils';
import {
  DpfApi,
  DpuClusterList,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DEFAULT_PORTAL_PATHS,
  DpuClusterRef,
  dpuClusterPagePath,
} from '@dpf-portal/dpf-model';
import { DpuClusterCollatorFactory } from './DpuClusterCollatorFactory';

const pathOf = (ref: DpuClusterRef) =>
  dpuClusterPagePath(ref, DEFAULT_PORTAL_PATHS);

function aView(name: string, change: Partial<DpuClusterView> = {}) {
  const view: DpuClusterView = {
    ref: `lab/team-a/${name}`,
    managementCluster: 'lab',
    namespace: 'team-a',
    name,
    group: 'provisioning.dpu.nvidia.com',
    uid: `uid-${name}`,
    resourceVersion: '1',
    type: 'kamaji',
    phase: 'Ready',
    phaseSince: '2026-11-24T14:00:00Z',
    createdAt: '2026-11-24T14:00:00Z',
    dpus: {},
    conditions: [],
    findings: [],
    managedBy: 'this portal',
    entityRef: `resource:default/lab.team-a.${name}`,
    ...change,
  };
  return { ...view, lastChangeAt: view.createdAt };
}

function aPage(
  items: DpuClusterList['items'],
  change: { synced?: boolean[]; nextCursor?: string } = {},
): DpuClusterList {
  const { synced = [true], nextCursor } = change;
  return {
    items,
    totalItems: items.length,
    pageInfo: nextCursor ? { nextCursor } : {},
    sources: synced.map((is, nth) => ({
      managementCluster: `mc-${nth}`,
      synced: is,
      reachable: is,
    })),
  };
}

describe('DpuClusterCollatorFactory', () => {
  const collect = async (
    listDpuClusters: jest.Mocked<DpfApi['listDpuClusters']>,
  ) => {
    const sleep = jest.fn().mockResolvedValue(undefined);
    const factory = DpuClusterCollatorFactory.create({
      auth: mockServices.auth({ pluginId: 'search' }),
      dpf: { listDpuClusters },
      pagePathOf: pathOf,
      sleep,
    });
    const collator: Readable = await factory.getCollator();
    return { factory, sleep, documents: await collator.toArray() };
  };

  it('describes a cluster by what does not change by itself', async () => {
    const list = jest.fn().mockResolvedValue(
      aPage([
        aView('blue', { owner: 'group:default/team-a', purpose: 'dev' }),
        aView('red', {
          type: 'static',
          groupQualifier: 'provisioning.dpf.nvidia.com',
        }),
      ]),
    );
    const { documents } = await collect(list);
    expect(documents).toEqual([
      {
        title: 'team-a/blue',
        text: 'DPU cluster of type kamaji on management cluster lab. Owner: group:default/team-a. Purpose: dev.',
        location: '/dpu-clusters/lab/team-a/blue',
        managementCluster: 'lab',
        namespace: 'team-a',
        name: 'blue',
        clusterType: 'kamaji',
        owner: 'group:default/team-a',
        purpose: 'dev',
        authorization: { resourceRef: 'lab/team-a/blue' },
      },
      expect.objectContaining({
        title: 'team-a/red (provisioning.dpf.nvidia.com)',
        location:
          '/dpu-clusters/lab/team-a/red?group=provisioning.dpf.nvidia.com',
        authorization: { resourceRef: 'lab/team-a/red.dpf' },
      }),
    ]);
    expect(JSON.stringify(documents)).not.toContain('Ready');
    expect(list.mock.calls[0][1].token).toContain('plugin:search');
  });

  it('shows a user what the user may read', () => {
    const { type, visibilityPermission } = DpuClusterCollatorFactory.create({
      auth: mockServices.auth(),
      dpf: { listDpuClusters: jest.fn() },
      pagePathOf: pathOf,
    });
    expect(type).toBe('dpu-cluster');
    expect(visibilityPermission.name).toBe('dpf.dpu-cluster.read');
  });

  it('reads all pages', async () => {
    const list = jest
      .fn()
      .mockResolvedValueOnce(aPage([aView('blue')], { nextCursor: 'two' }))
      .mockResolvedValueOnce(aPage([aView('red')]));
    const { documents } = await collect(list);
    expect(documents.map(({ name }) => name)).toEqual(['blue', 'red']);
    expect(list.mock.calls[1][0].cursor).toBe('two');
  });

  it('waits until the back end answers and has read every management cluster', async () => {
    const list = jest
      .fn()
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValueOnce(aPage([], { synced: [true, false] }))
      .mockResolvedValueOnce(aPage([aView('blue')], { synced: [true, true] }));
    const { documents, sleep } = await collect(list);
    expect(documents).toHaveLength(1);
    expect(sleep).toHaveBeenCalledTimes(2);
  });

  it('goes on without a management cluster that stays away', async () => {
    const page = aPage([aView('blue')], { synced: [true, false] });
    const { documents, sleep } = await collect(
      jest.fn().mockResolvedValue(page),
    );
    expect(documents).toHaveLength(1);
    expect(sleep).toHaveBeenCalledTimes(23);
  });

  it.each([
    ['no management cluster was read', aPage([], { synced: [false] })],
    ['the back end does not answer', undefined],
  ])('fails, so that the last index stays, when %s', async (_what, page) => {
    const list = page
      ? jest.fn().mockResolvedValue(page)
      : jest.fn().mockRejectedValue(new Error('away'));
    await expect(collect(list)).rejects.toThrow(/No management cluster|away/);
  });

  it('ends where no management cluster is configured', async () => {
    const { documents } = await collect(
      jest.fn().mockResolvedValue(aPage([], { synced: [] })),
    );
    expect(documents).toEqual([]);
  });

  it('fails when a later page cannot be read', async () => {
    const list = jest
      .fn()
      .mockResolvedValueOnce(aPage([aView('blue')], { nextCursor: 'two' }))
      .mockRejectedValueOnce(new Error('cut'));
    await expect(collect(list)).rejects.toThrow('cut');
  });
});
