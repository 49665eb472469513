import {
  DpuCluster,
  DpuClusterRef,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ManagementClusterHandle } from '../managementClusters';

/** A cluster together with where it was found. */
export interface LocatedCluster {
  handle: ManagementClusterHandle;
  cluster: DpuCluster;
  /** Its group is set only where both groups are served and the guide's is meant. */
  ref: DpuClusterRef;
  /** `stringifyDpuClusterRef(ref)`. */
  refText: string;
}
