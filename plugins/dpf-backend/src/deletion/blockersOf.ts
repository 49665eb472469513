import {
  DPF_ANNOTATIONS,
  DpuCluster,
  World,
  groupOf,
  readPause,
} from '@dpf-portal/backstage-plugin-dpf-common';

const NAMES_SHOWN = 10;

function byDpus(cluster: DpuCluster, world: World): string | undefined {
  const names = world.dpusOf(cluster)?.map(({ metadata }) => metadata.name);
  const counted = cluster.status?.nodesCount;
  const mayNotRead =
    names === undefined &&
    counted === undefined &&
    world.capabilities.dpuGroups.some(group => group === groupOf(cluster));
  if (mayNotRead) {
    return 'It cannot be told whether DPUs still use it, since the portal may not read DPUs here. Let it read them first.';
  }
  // The list has those that are being deleted too; DPF's count may know one that the watch has not brought yet.
  const count = Math.max(names?.length ?? 0, counted ?? 0);
  if (count === 0) {
    return undefined;
  }
  const shown = names?.slice(0, NAMES_SHOWN).join(', ');
  const more = count > NAMES_SHOWN ? ` and ${count - NAMES_SHOWN} more` : '';
  return `${count} ${count === 1 ? 'DPU still uses' : 'DPUs still use'} it${
    shown ? `: ${shown}${more}` : ''
  }. Remove or re-point the DPUSet first.`;
}

function byPause(cluster: DpuCluster, world: World): string | undefined {
  const until = cluster.metadata.annotations?.[DPF_ANNOTATIONS.pausedUntil];
  return readPause(until, world.now).state === 'inForce'
    ? `It is paused until ${until}, so nobody would carry the deletion out. End the pause first.`
    : undefined;
}

/**
 * Why a cluster cannot be deleted yet, for a person; `undefined` when nothing is in the way. It is what the reconcilers
 * hold a deletion for: what is accepted here does not hang there.
 */
export function blockersOf(
  cluster: DpuCluster,
  world: World,
): string | undefined {
  return byDpus(cluster, world) ?? byPause(cluster, world);
}
