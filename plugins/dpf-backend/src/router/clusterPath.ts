import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { Request } from 'express';

/** The path of one cluster. */
export const ONE_CLUSTER = '/dpu-clusters/:managementCluster/:namespace/:name';

// The validator has checked queries and bodies against the schema before a route sees them.

/** The cluster that a request's path names. */
export function refOf(req: Request): DpuClusterRef {
  const { managementCluster, namespace, name } = req.params;
  const { group } = req.query as { group?: string };
  return { managementCluster, namespace, name, group };
}

/** The cluster of a request, for its audit event. */
export function metaOf(req: Request, queryType: string) {
  const { managementCluster, namespace, name } = req.params;
  return { queryType, managementCluster, namespace, name };
}
