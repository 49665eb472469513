import { DPF_ANNOTATIONS } from '../../annotations';
import {
  Dpu,
  DpuCluster,
  groupOf,
  internalFinalizer,
  managerFinalizer,
} from '../../cluster/DpuCluster';
import { dayAndTime } from '../../text/dayAndTime';
import { assignedDpus } from '../../cluster/countDpus';
import {
  controlPlaneOf,
  isDeleting,
  isKamaji,
  millisecondsSince,
  pauseOf,
  runnerOf,
} from '../clusterState';
import { dpuSetOf, kubectlDpu, namesOf } from '../dpuStates';
import { actorOf, lookAtLog } from '../actors';
import { Finding, FindingRule } from '../Finding';
import { count, kubectlArgs, someOf } from '../phrases';
import { World } from '../World';

/** How long finalizers may take before a finding reports them. */
const PATIENCE_MS = 60_000;

/** The DPUs that are watched; `undefined`: they may not be read. */
function watchedDpusOf(
  cluster: DpuCluster,
  world: World,
): readonly Dpu[] | undefined {
  return world.dpusOf(cluster) ?? (world.servesDpus(cluster) ? undefined : []);
}

/**
 * The number of DPUs that use the cluster, including those that are being deleted. DPF's own count may include a DPU
 * that is not listed yet. After the deletion has begun that count is outdated, and is used only if DPUs cannot be
 * listed.
 */
function numberOf(
  cluster: DpuCluster,
  world: World,
  dpus: readonly Dpu[] | undefined,
): number {
  const { nodesCount = 0 } = cluster.status ?? {};
  const isOld =
    isDeleting(cluster) && dpus !== undefined && world.servesDpus(cluster);
  return Math.max(dpus?.length ?? 0, isOld ? 0 : nodesCount);
}

/** How long DPF may take to delete a DPU, which includes what it does to the host. */
const DPU_PATIENCE_MS = 30 * 60_000;

/** `dpu-6 is being deleted (OS Installing)`: the phase says what DPF did with it last. */
function describeLeaving(leaving: readonly Dpu[]): string {
  const [{ metadata, status }] = leaving;
  const [verb, phase] = [
    leaving.length === 1 ? 'is' : 'are',
    leaving.length === 1 && status?.phase ? ` (${status.phase})` : '',
  ];
  return `${someOf(
    leaving.length === 1 ? [metadata.name] : namesOf(leaving),
  )} ${verb} being deleted${phase}`;
}

/** The names of the DPUSets of these DPUs, and the namespace of the first one. */
function dpuSetsOf(dpus: readonly Dpu[]): {
  names: string[];
  namespace?: string;
} {
  const sets = dpus.flatMap(dpu => dpuSetOf(dpu) ?? []);
  return {
    names: [...new Set(sets.map(({ name }) => name))],
    namespace: sets[0]?.namespace,
  };
}

/** The commands that free the cluster of DPUs that somebody still wants. */
function remedyForDpus(cluster: DpuCluster, staying: readonly Dpu[]): string {
  const [first] = staying;
  if (!first) {
    return `Delete the DPUs. To find them, run: \`kubectl get dpus.${groupOf(
      cluster,
    )} -A -o wide\`.`;
  }
  const { names: sets, namespace: ofSet } = dpuSetsOf(staying);
  const { namespace } = first.metadata;
  const [one, other] = namesOf(staying);
  const deleteDpus = `\`kubectl -n ${namespace} delete dpu ${[one, other]
    .filter(Boolean)
    .join(' ')}\`${staying.length > 2 ? ', and the others likewise' : ''}`;
  return sets.length
    ? `Delete DPUSet ${someOf(
        sets,
      )} or point it at another cluster, if it is still there (\`kubectl -n ${
        ofSet || namespace
      } delete dpuset ${sets[0]}\`); else delete the DPUs: ${deleteDpus}.`
    : `Delete the DPUs: ${deleteDpus}.`;
}

function unreadable(cluster: DpuCluster): Pick<Finding, 'sentence' | 'remedy'> {
  return {
    sentence:
      'DPUs may not be read here, so it is not known whether any still use it.',
    remedy: `Grant get, list and watch of dpus.${groupOf(
      cluster,
    )} to the portal and to dpf-controllers, as deploy/charts/dpf-portal/rbac does.`,
  };
}

function byDpus(
  cluster: DpuCluster,
  world: World,
  dpus: readonly Dpu[] | undefined,
): Finding | undefined {
  const said = {
    code: 'DeletionBlocked',
    severity: 'error',
    blocking: true,
    since: cluster.metadata.deletionTimestamp,
  } as const;
  const number = numberOf(cluster, world, dpus);
  if (!number) {
    return dpus
      ? undefined
      : { ...said, ...unreadable(cluster), who: 'platform' };
  }
  const known = [...(dpus ?? [])].sort((a, b) =>
    a.metadata.name < b.metadata.name ? -1 : 1,
  );
  const staying = assignedDpus(known);
  const leaving = known.filter(dpu => dpu.metadata.deletionTimestamp);
  const sets = dpuSetsOf(known).names;
  const facts = {
    evidence: { count: number, dpus: namesOf(known), dpuSets: sets },
  };
  const still = `${count(number, 'DPU')} still ${
    number === 1 ? 'uses' : 'use'
  } it`;
  if (leaving.length === number) {
    const isSlow = leaving.some(
      ({ metadata }) =>
        millisecondsSince(metadata.deletionTimestamp, world) > DPU_PATIENCE_MS,
    );
    return {
      ...said,
      blocking: isSlow,
      sentence: `${still}: ${describeLeaving(leaving)}.`,
      remedy: isSlow
        ? `DPF does not finish their deletion. Run: ${kubectlDpu(
            'describe',
            leaving[0],
          )}.`
        : 'Wait until DPF has deleted them.',
      who: isSlow ? 'platform' : 'nobody',
      ...facts,
    };
  }
  const { names: from } = dpuSetsOf(staying);
  const named = staying.length
    ? `: ${someOf(namesOf(staying))}${
        from.length ? ` from DPUSet ${someOf(from)}` : ''
      }`
    : '';
  return {
    ...said,
    sentence: `${still}${named}${
      leaving.length ? `; ${describeLeaving(leaving)}` : ''
    }.`,
    remedy: remedyForDpus(cluster, staying),
    who: 'owner',
    ...facts,
  };
}

function roleBehind(finalizer: string, cluster: DpuCluster) {
  const group = groupOf(cluster);
  const { type } = cluster.spec;
  if (finalizer === internalFinalizer(group)) {
    return 'provisioning' as const;
  }
  return finalizer === managerFinalizer(group) &&
    (type === 'kamaji' || type === 'static')
    ? type
    : undefined;
}

/** This portal's reconcilers would remove the finalizer, and they respect a pause. */
export function isHeldHere(cluster: DpuCluster, world: World): boolean {
  const { type } = cluster.spec;
  const group = groupOf(cluster);
  const managers = managerFinalizer(group);
  // Before the deletion they may still be added.
  const finalizers = isDeleting(cluster)
    ? cluster.metadata.finalizers ?? []
    : [internalFinalizer(group), managers];
  return finalizers.some(finalizer => {
    const role = roleBehind(finalizer, cluster);
    return role
      ? runnerOf(role, world) === 'portal'
      : finalizer === managers && world.vendorTypes.includes(type);
  });
}

function byPause(cluster: DpuCluster, world: World): Finding | undefined {
  const pausedUntil = pauseOf(cluster, world);
  if (!pausedUntil || !isHeldHere(cluster, world)) {
    return undefined;
  }
  return {
    code: 'DeletionBlocked',
    severity: 'warning',
    blocking: false,
    sentence: `Deletion waits until the pause ends (${dayAndTime(
      pausedUntil,
    )}).`,
    remedy: `Wait, or end the pause: \`kubectl ${kubectlArgs(
      cluster,
      world,
      'annotate',
    )} ${DPF_ANNOTATIONS.pausedUntil}-\`.`,
    who: 'owner',
    since: cluster.metadata.deletionTimestamp,
    evidence: { pausedUntil },
  };
}

/** The logs of the roles whose finalizers are there. Another controller's finalizer leads only to its name. */
function lookAtOwners(
  finalizers: readonly string[],
  cluster: DpuCluster,
  world: World,
): string {
  const roles = finalizers.flatMap(
    finalizer => roleBehind(finalizer, cluster) ?? [],
  );
  return roles.length
    ? roles
        .map(
          role =>
            `${actorOf(role, world)} removes one. ${lookAtLog(role, world)}`,
        )
        .join(' ')
    : `Look at the log of the controller that sets the finalizer, and at the Events of the cluster: \`kubectl ${kubectlArgs(
        cluster,
        world,
        'describe',
      )}\`.`;
}

function byFinalizer(cluster: DpuCluster, world: World): Finding | undefined {
  const finalizers = cluster.metadata.finalizers ?? [];
  const since = cluster.metadata.deletionTimestamp ?? '';
  const orphan = finalizers.find(finalizer => {
    const role = roleBehind(finalizer, cluster);
    return role && runnerOf(role, world) === 'nobody';
  });
  if (orphan) {
    const role = roleBehind(orphan, cluster);
    return {
      code: 'DeletionBlocked',
      severity: 'error',
      blocking: true,
      sentence: `Deletion waits for finalizer ${orphan}; no running controller removes it.`,
      remedy: `Enable DPF's ${role} controller or set this portal's ${role} role to auto.`,
      who: 'platform',
      since,
      evidence: { finalizer: orphan },
    };
  }
  const waited = world.now - Date.parse(since);
  if (!finalizers.length || !(waited > PATIENCE_MS)) {
    return undefined;
  }
  return {
    code: 'DeletionBlocked',
    severity: 'warning',
    blocking: false,
    sentence: `Deletion waits for these finalizers: ${someOf(finalizers)}.`,
    remedy: lookAtOwners(finalizers, cluster, world),
    who: 'platform',
    since,
    evidence: { finalizers },
  };
}

/**
 * What must end before a cluster can be deleted, whether or not the deletion has begun: DPUs that use it, or a pause.
 * DPUs that may not be read block it too.
 *
 * @public
 */
export function whatBlocksDeletion(
  cluster: DpuCluster,
  world: World,
  /** The DPUs as the server has just listed them; `undefined`: they may not be read. */
  listed: { dpus: readonly Dpu[] | undefined } = {
    dpus: watchedDpusOf(cluster, world),
  },
): Finding | undefined {
  return byDpus(cluster, world, listed.dpus) ?? byPause(cluster, world);
}

/** Something blocks the deletion of the cluster. */
export const deletionBlocked: FindingRule = (cluster, world) =>
  isDeleting(cluster)
    ? blockedByUse(cluster, world) ?? byFinalizer(cluster, world)
    : undefined;

/** Who may not read DPUs does not know whether they block a deletion that somebody else carries out. */
function blockedByUse(cluster: DpuCluster, world: World): Finding | undefined {
  const { nodesCount } = cluster.status ?? {};
  const isUnknown = watchedDpusOf(cluster, world) === undefined && !nodesCount;
  return isUnknown && !isHeldHere(cluster, world)
    ? byPause(cluster, world)
    : whatBlocksDeletion(cluster, world);
}

/** Whether it is being deleted and nothing but its control plane's own removal is left, so that its health is no concern. */
export function isBeingRemoved(cluster: DpuCluster, world: World): boolean {
  const controlPlane = controlPlaneOf(cluster, world);
  return (
    isDeleting(cluster) &&
    isKamaji(cluster) &&
    (!controlPlane || controlPlane.metadata.deletionTimestamp !== undefined) &&
    !whatBlocksDeletion(cluster, world)
  );
}
