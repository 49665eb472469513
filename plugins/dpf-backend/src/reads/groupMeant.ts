import { NotFoundError } from '@backstage/errors';
import {
  DPU_CLUSTER_GROUPS,
  DpfCapabilities,
} from '@dpf-portal/backstage-plugin-dpf-common';

function isServed(capabilities: DpfCapabilities, group: string): boolean {
  return capabilities.apis.some(api => api.group === group);
}

/**
 * The group that a path means: the one it names, else the released one, else the only one served. Before the server has
 * been asked it is the released one.
 */
export function groupMeant(
  capabilities: DpfCapabilities | undefined,
  named?: string,
): string {
  const { released, guide } = DPU_CLUSTER_GROUPS;
  if (named) {
    if (named !== released && named !== guide) {
      throw new NotFoundError(`There is no DPUCluster API group ${named}.`);
    }
    return named;
  }
  return capabilities &&
    !isServed(capabilities, released) &&
    isServed(capabilities, guide)
    ? guide
    : released;
}
