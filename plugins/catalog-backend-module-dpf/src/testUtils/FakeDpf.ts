import {
  DpfApi,
  DpuClusterList,
  DpuClusterListQuery,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';

export function aView(change: Partial<DpuClusterView> = {}): DpuClusterView {
  const name = change.name ?? 'blue';
  return {
    ref: `lab/team-a/${name}`,
    managementCluster: 'lab',
    namespace: 'team-a',
    name,
    group: 'provisioning.dpu.nvidia.com',
    uid: `uid-${name}`,
    resourceVersion: '1',
    type: 'kamaji',
    phase: 'Creating',
    phaseSince: '2026-11-24T14:00:00Z',
    createdAt: '2026-11-24T14:00:00Z',
    dpus: {},
    conditions: [],
    findings: [],
    managedBy: 'this portal',
    entityRef: `resource:default/lab.team-a.${name}`,
    ...change,
  };
}

/** Returns lists like the dpf back end, with two clusters per page. */
export class FakeDpf implements Pick<DpfApi, 'listDpuClusters'> {
  views: DpuClusterView[] = [];
  synced = true;
  error?: Error;
  readonly queries: DpuClusterListQuery[] = [];

  async listDpuClusters(
    query: DpuClusterListQuery = {},
  ): Promise<DpuClusterList> {
    this.queries.push(query);
    if (this.error) {
      throw this.error;
    }
    const all = this.views.filter(
      view => !query.uid || query.uid.includes(view.uid),
    );
    const from = Number(query.cursor ?? 0);
    return {
      items: all.slice(from, from + 2),
      totalItems: all.length,
      pageInfo: from + 2 < all.length ? { nextCursor: String(from + 2) } : {},
      sources: [
        { managementCluster: 'lab', synced: this.synced, reachable: true },
      ],
    };
  }
}
