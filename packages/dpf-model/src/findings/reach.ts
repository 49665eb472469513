import { Dpu, DpuCluster } from '../cluster/DpuCluster';
import { PHASE_ERROR, PHASE_READY, isOperational } from '../cluster/countDpus';
import { isDeleting, isStarting, ownControlPlaneOf } from './clusterState';
import { hasOperationalConditions } from './dpuCountsOf';
import { dpuSetOf, dpusWhere, hostOf, lostDpus } from './dpuStates';
import { World } from './World';

/**
 * How far the trouble of a cluster reaches. What shares it shares a cause, so this says where to look first.
 *
 * @public
 */
export interface Reach {
  /** What the affected ones have in common. `cluster`: only this one. `dpus`: nothing but the cluster. */
  scope:
    | 'cluster'
    | 'network'
    | 'dataStore'
    | 'managementCluster'
    | 'host'
    | 'dpuSet'
    | 'dpus';
  /** `All 3 clusters on br-dpu are affected.` */
  sentence: string;
  affected: number;
  /** How many there are of the scope. */
  of: number;
}

/** Its API server should answer, and does not. */
function isAffected(cluster: DpuCluster, world: World): boolean {
  return (
    world.observation(cluster)?.health === 'unhealthy' ||
    cluster.status?.phase === 'NotReady' ||
    cluster.status?.phase === 'Failed'
  );
}

/** `Both clusters`, `All 3 clusters`. */
function allOf(number: number, noun: string): string {
  return number === 2 ? `Both ${noun}` : `All ${number} ${noun}`;
}

interface Group {
  scope: Reach['scope'];
  where: string;
  members: readonly DpuCluster[];
}

/** What the cluster shares with others, the narrowest first. */
function groupsOf(
  cluster: DpuCluster,
  peers: readonly DpuCluster[],
  world: World,
): Group[] {
  const nic = (c: DpuCluster) => c.spec.clusterEndpoint?.keepalived?.interface;
  const dataStore = (c: DpuCluster) =>
    ownControlPlaneOf(c, world)?.spec?.dataStore;
  const sharing = (of: (c: DpuCluster) => string | undefined) =>
    peers.filter(peer => of(peer) !== undefined && of(peer) === of(cluster));
  return [
    { scope: 'network', where: `on ${nic(cluster)}`, members: sharing(nic) },
    {
      scope: 'dataStore',
      where: `on data store ${dataStore(cluster)}`,
      members: sharing(dataStore),
    },
    {
      scope: 'managementCluster',
      where: `of ${world.managementCluster}`,
      members: peers,
    },
  ];
}

function othersAreNot(number: number): string {
  if (number === 0) {
    return '.';
  }
  return number === 1
    ? '; the other one is not.'
    : `; the other ${number} are not.`;
}

function reachOfCluster(cluster: DpuCluster, world: World): Reach {
  const { uid } = cluster.metadata;
  const others = world
    .clusters()
    .filter(
      other =>
        other.metadata.uid !== uid && !isDeleting(other) && !isStarting(other),
    );
  const peers = [cluster, ...others];
  const affected = new Set(
    peers.filter(peer => peer === cluster || isAffected(peer, world)),
  );
  if (affected.size === 1) {
    return {
      scope: 'cluster',
      sentence: others.length
        ? `Only this cluster is affected${othersAreNot(others.length)}`
        : `Only this cluster is affected. ${world.managementCluster} has no other.`,
      affected: 1,
      of: peers.length,
    };
  }
  // The largest group of which every one is affected; of two as large, the narrower one.
  const [whole] = groupsOf(cluster, peers, world)
    .filter(
      ({ members }) =>
        members.length > 1 && members.every(member => affected.has(member)),
    )
    .sort((a, b) => b.members.length - a.members.length);
  if (whole) {
    const { scope, where, members } = whole;
    const beyond = affected.size - members.length;
    const rest =
      beyond > 0
        ? ` ${beyond} more of ${world.managementCluster} ${
            beyond === 1 ? 'is' : 'are'
          } affected, too.`
        : '';
    return {
      scope,
      sentence: `${allOf(
        members.length,
        'clusters',
      )} ${where} are affected${othersAreNot(
        peers.length - affected.size,
      )}${rest}`,
      affected: members.length,
      of: members.length,
    };
  }
  return {
    scope: 'managementCluster',
    sentence: `${affected.size} of ${peers.length} clusters of ${world.managementCluster} are affected.`,
    affected: affected.size,
    of: peers.length,
  };
}

/** The DPUs of a cluster that joined or should have, and do not work. */
function troubledDpus(cluster: DpuCluster, world: World): Dpu[] {
  const lost = new Set(lostDpus(cluster, world).map(({ dpu }) => dpu));
  const tellsOperational = hasOperationalConditions(cluster, world);
  return dpusWhere(
    cluster,
    world,
    dpu =>
      lost.has(dpu) ||
      dpu.status?.phase === PHASE_ERROR ||
      (tellsOperational &&
        dpu.status?.phase === PHASE_READY &&
        !isOperational(dpu)),
  );
}

/** Of one host: a host that is off takes all its DPUs with it, whatever clusters they are in. */
function reachOfHost(host: string, world: World): Reach {
  const clusters = world.clusters();
  const on = (dpus: readonly Dpu[]) => dpus.filter(dpu => hostOf(dpu) === host);
  const all = clusters.flatMap(each => on(dpusWhere(each, world, () => true)));
  const affected = clusters.flatMap(each => on(troubledDpus(each, world)));
  let sentence = `${affected.length} of ${all.length} DPUs of ${host} are affected.`;
  if (all.length === 1) {
    sentence = `The only DPU of ${host} is affected.`;
  } else if (affected.length === all.length) {
    sentence = `${allOf(all.length, 'DPUs')} of ${host} are affected.`;
  } else if (affected.length === 1) {
    sentence = `1 of ${all.length} DPUs of ${host} is affected.`;
  }
  return { scope: 'host', sentence, affected: affected.length, of: all.length };
}

function reachOfDpus(cluster: DpuCluster, world: World): Reach | undefined {
  const affected = troubledDpus(cluster, world);
  if (!affected.length) {
    return undefined;
  }
  const hosts = new Set(affected.map(hostOf));
  const all = dpusWhere(cluster, world, () => true);
  const [host] = hosts;
  if (hosts.size === 1 && (all.length > affected.length || all.length < 3)) {
    return reachOfHost(host, world);
  }
  const counted = { affected: affected.length, of: all.length };
  if (affected.length === all.length) {
    const sentence = `${allOf(
      all.length,
      'DPUs',
    )} of this cluster are affected.`;
    return { scope: 'dpus', sentence, ...counted };
  }
  const setOf = (dpu: Dpu) => dpuSetOf(dpu)?.name;
  const set = setOf(affected[0]);
  const ofSet = all.filter(dpu => setOf(dpu) === set);
  if (set && ofSet.length > 1 && ofSet.every(dpu => affected.includes(dpu))) {
    return {
      scope: 'dpuSet',
      sentence:
        ofSet.length === affected.length
          ? `${allOf(
              ofSet.length,
              'DPUs',
            )} of DPUSet ${set} are affected, no other.`
          : `${allOf(
              ofSet.length,
              'DPUs',
            )} of DPUSet ${set} are affected, and ${
              affected.length - ofSet.length
            } more.`,
      ...counted,
    };
  }
  return {
    scope: 'dpus',
    sentence: `${affected.length} of ${all.length} DPUs, on ${hosts.size} hosts, are affected.`,
    ...counted,
  };
}

/**
 * How far the trouble of a cluster reaches: of its API server, else of its DPUs. `undefined` where neither is in trouble, and
 * of a cluster that has not been Ready yet or is being deleted. Looks at every cluster of the management cluster.
 *
 * @public
 */
export function reachOf(cluster: DpuCluster, world: World): Reach | undefined {
  if (isDeleting(cluster) || isStarting(cluster)) {
    return undefined;
  }
  return isAffected(cluster, world)
    ? reachOfCluster(cluster, world)
    : reachOfDpus(cluster, world);
}
