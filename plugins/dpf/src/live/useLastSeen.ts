import { DpuClusterRef, stringifyDpuClusterRef } from '@dpf-portal/dpf-model';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { useRef } from 'react';

/** The last known state of the cluster, kept after the server no longer returns it; undefined if it never did. */
export function useLastSeen(
  ref: DpuClusterRef,
  cluster: DpuClusterView | undefined,
): DpuClusterView | undefined {
  const key = stringifyDpuClusterRef(ref);
  const last = useRef<{ key: string; cluster: DpuClusterView }>();
  if (cluster) {
    last.current = { key, cluster };
  }
  return last.current?.key === key ? last.current.cluster : undefined;
}
