import { DpuCluster } from '@dpf-portal/dpf-model';

/** Something about a DPU cluster changed. @public */
export interface ClusterChange {
  uid: string;
  cluster: DpuCluster;
  deleted?: boolean;
  /** `cluster`: the DPUCluster itself; `related`: a child, DPU, node or Secret; `observation`: its health. */
  cause: 'cluster' | 'related' | 'observation';
}
