import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster, groupOf } from '../cluster/DpuCluster';
import { readOwner } from '../cluster/owner';
import { boundedText } from '../text/boundedText';
import { sentence, withinSentence } from '../text/sentence';
import { shellQuoted } from '../text/shellQuoted';

/** The longest reason of a lock. @public */
export const LONGEST_LOCK_REASON = 200;

/** A lock against deletion, as the annotation `dpf-portal.io/locked` holds it. @public */
export interface ClusterLock {
  /** Entity ref of the user who locked the cluster. Absent where somebody wrote the annotation without the portal. */
  by?: string;
  /** Absent where the annotation is empty. */
  reason?: string;
}

// What the portal writes; everything else is a reason alone.
const BY_PORTAL = /^(\S+:\S+\/\S+): (.+)$/s;

/**
 * Reads the annotation. A cluster that has it is locked, whatever its value is: a user of kubectl may have written it.
 *
 * @public
 */
export function readLock(locked: string | undefined): ClusterLock | undefined {
  if (locked === undefined) {
    return undefined;
  }
  const [, author, reason = locked] = BY_PORTAL.exec(locked) ?? [];
  const by = readOwner(author);
  const why = boundedText(by ? reason : locked, LONGEST_LOCK_REASON).trim();
  return { ...(by && { by }), ...(why && { reason: why }) };
}

/** The value of the annotation: who locks the cluster, and why. @public */
export function lockText(by: string, reason: string): string {
  return `${by}: ${reason.trim()}`;
}

/** Why this is no reason of a lock; `undefined` when it is one. @public */
export function lockReasonProblem(reason: string): string | undefined {
  if (!reason.trim()) {
    return 'Say why it must not be deleted: the reason is shown to everybody who tries.';
  }
  if (reason.length > LONGEST_LOCK_REASON) {
    return `Use at most ${LONGEST_LOCK_REASON} characters (these are ${reason.length}).`;
  }
  return boundedText(reason, LONGEST_LOCK_REASON) === reason
    ? undefined
    : 'Write the reason on one line, without control characters.';
}

/** `locked against deletion by user:default/ann: “Production until May.”`, without the cluster's name. @public */
export function describeLock({ by, reason }: ClusterLock): string {
  return sentence(
    `locked against deletion${by ? ` by ${by}` : ''}${
      reason ? `: “${withinSentence(reason)}”` : ', without a reason'
    }`,
  );
}

/**
 * Why a cluster may not be deleted although nothing uses it: somebody locked it. The reconcilers finish a deletion that
 * has begun, so a lock counts only before.
 *
 * @public
 */
export function lockedAgainstDeletion(
  cluster: DpuCluster,
): { sentence: string; remedy: string } | undefined {
  const { annotations, namespace, name, deletionTimestamp } = cluster.metadata;
  const lock = readLock(annotations?.[DPF_ANNOTATIONS.locked]);
  if (!lock || deletionTimestamp) {
    return undefined;
  }
  return {
    sentence: `${namespace}/${name} is ${describeLock(lock)}`,
    remedy: `Unlock it first, with the permission dpf.dpu-cluster.lock, or run: \`kubectl -n ${namespace} annotate dpuclusters.${groupOf(
      cluster,
    )} ${shellQuoted(name)} ${DPF_ANNOTATIONS.locked}-\`.`,
  };
}
