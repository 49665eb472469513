import type { Condition } from '@dpf-portal/kube-controller';
import { DpuClusterPhase } from '../cluster/DpuCluster';
import { stateLabel } from '../cluster/stateLabel';

/** Something about a cluster that changed. @public */
export interface RecordedChange {
  /** RFC 3339. */
  at: string;
  /** `Not ready`, or `Created is True`. */
  what: string;
  why?: string;
}

/**
 * What changed of a cluster, newest first: its state, as the history has it, and its conditions. Changes of the same second
 * stay in their order.
 *
 * @public
 */
export function recentChanges(options: {
  /** Oldest first. */
  transitions: ReadonlyArray<{
    at: string;
    to: DpuClusterPhase;
    sentence?: string;
  }>;
  conditions: readonly Condition[];
  /** Milliseconds since the epoch; nothing that is older. */
  since?: number;
}): RecordedChange[] {
  const { transitions, conditions, since = -Infinity } = options;
  const all: RecordedChange[] = [
    ...transitions.map(({ at, to, sentence }) => ({
      at,
      what: stateLabel({ phase: to }),
      why: sentence,
    })),
    ...conditions.map(({ type, status, message, lastTransitionTime }) => ({
      at: lastTransitionTime,
      what: `${type} is ${status}`,
      why: status === 'True' ? undefined : message || undefined,
    })),
  ];
  return all
    .filter(({ at }) => Date.parse(at) >= since)
    .reverse()
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
