import { DPF_ANNOTATIONS } from '../../annotations';
import {
  Dpu,
  DpuCluster,
  groupOf,
  internalFinalizer,
  managerFinalizer,
} from '../../cluster';
import { dayAndTime } from '../../text/dayAndTime';
import { isDeleting, pauseOf, runnerOf } from '../clusterState';
import { Finding } from '../Finding';
import { count, duration, someOf } from '../phrases';
import { World } from '../World';
import { FindingRule } from './FindingRule';

/** How long finalizers may take before somebody is told. */
const PATIENCE_MS = 60_000;

function dpuSetsOf(dpus: readonly Dpu[]): string[] {
  const names = dpus.map(
    dpu => dpu.metadata.labels?.[`${groupOf(dpu)}/dpuset-name`],
  );
  return [...new Set(names.filter((name): name is string => Boolean(name)))];
}

function byDpus(cluster: DpuCluster, world: World): Finding | undefined {
  const dpus = world.dpusOf(cluster);
  // The DPUs themselves say it; DPF's count leaves out those that are being deleted, and it may be old.
  const number = dpus ? dpus.length : cluster.status?.nodesCount ?? 0;
  if (!number) {
    return undefined;
  }
  const names = (dpus ?? []).map(dpu => dpu.metadata.name).sort();
  const sets = dpuSetsOf(dpus ?? []);
  const which = names.length ? `: ${someOf(names)}` : '';
  const from = sets.length ? ` from DPUSet ${someOf(sets)}` : '';
  return {
    code: 'DeletionBlocked',
    severity: 'error',
    blocking: true,
    sentence: `${count(number, 'DPU')} still ${
      number === 1 ? 'uses' : 'use'
    } it${which}${from}.`,
    remedy: sets.length
      ? `Remove DPUSet ${someOf(sets)}, or point it at another cluster.`
      : 'Remove the DPUs, or point them at another cluster.',
    who: 'owner',
    since: cluster.metadata.deletionTimestamp,
    evidence: { count: number, dpus: names, dpuSets: sets },
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

/** This portal's reconcilers are the ones that would let go of it, and they keep a pause. */
function isHeldHere(cluster: DpuCluster, world: World): boolean {
  const { type } = cluster.spec;
  const managers = managerFinalizer(groupOf(cluster));
  return (cluster.metadata.finalizers ?? []).some(finalizer => {
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
    sentence: `It is paused until ${dayAndTime(
      pausedUntil,
    )}, and this portal lets go of it only then.`,
    remedy: `Wait, or end the pause: remove the annotation ${DPF_ANNOTATIONS.pausedUntil}.`,
    who: 'owner',
    since: cluster.metadata.deletionTimestamp,
    evidence: { pausedUntil },
  };
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
      sentence: `The ${role} role must let go of it first, and nobody here runs it.`,
      remedy: `Enable DPF's ${role} controller or this portal's ${role} role.`,
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
    sentence: `It has been going for ${duration(
      waited,
    )}; still holding it: ${someOf(finalizers)}.`,
    remedy: 'Look at the controllers these finalizers belong to.',
    who: 'platform',
    since,
    evidence: { finalizers },
  };
}

/** Something keeps a cluster that is being deleted. */
export const deletionBlocked: FindingRule = (cluster, world) =>
  isDeleting(cluster)
    ? byDpus(cluster, world) ??
      byPause(cluster, world) ??
      byFinalizer(cluster, world)
    : undefined;
