import { DpuCluster, World } from '@dpf-portal/backstage-plugin-dpf-common';

const NAMES_SHOWN = 10;

/**
 * Why a cluster cannot be deleted yet, for a person; `undefined` when nothing is in the way. Where the DPUs may not be
 * read, the number in the status is all there is.
 */
export function blockersOf(
  cluster: DpuCluster,
  world: World,
): string | undefined {
  const names = world.dpusOf(cluster)?.map(({ metadata }) => metadata.name);
  const count = names?.length ?? cluster.status?.nodesCount ?? 0;
  if (count === 0) {
    return undefined;
  }
  const shown = names?.slice(0, NAMES_SHOWN).join(', ');
  const more = count > NAMES_SHOWN ? ` and ${count - NAMES_SHOWN} more` : '';
  return `${count} ${count === 1 ? 'DPU still uses' : 'DPUs still use'} it${
    shown ? `: ${shown}${more}` : ''
  }. Remove or re-point the DPUSet first.`;
}
