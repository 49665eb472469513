import type { Condition } from '@dpf-portal/kube-controller';
import { Dpu } from '../../cluster/DpuCluster';
import { PHASE_READY, isOperational } from '../../cluster/countDpus';
import { millisecondsSince } from '../clusterState';
import { dpuCountsOf, hasOperationalConditions } from '../dpuCountsOf';
import {
  conditionOf,
  dpusWhere,
  lostDpus,
  namesOf,
  reportOf,
} from '../dpuStates';
import { count, someOf } from '../phrases';
import { FindingRule } from '../Finding';
import { World } from '../World';

/** Services on a DPU take minutes to start after it has joined. */
const PATIENCE_MS = 10 * 60_000;
const SUMMARY = 'OperationalReady';

export function summaryOf({ status }: Dpu): Condition | undefined {
  return conditionOf(status?.operationalConditions, SUMMARY);
}

/** The conditions that keep `OperationalReady` from being True. */
function failing({ status }: Dpu): Condition[] {
  return (status?.operationalConditions ?? []).filter(
    condition => condition.type !== SUMMARY && condition.status !== 'True',
  );
}

/** The failed condition with what it says: `DPUServiceCriticalPodsReady is False, pod hbn-0 crashes`. */
export function whyNotOperational(dpu: Dpu): string | undefined {
  const failed = failing(dpu);
  const shown =
    failed.find(({ message }) => message) ?? failed[0] ?? summaryOf(dpu);
  return (
    shown &&
    [`${shown.type} is ${shown.status}`, shown.message || shown.reason]
      .filter(Boolean)
      .join(', ')
  );
}

/** A DPU that is provisioned has not been operational for longer than its services take to start. */
export function isNotOperational(dpu: Dpu, world: Pick<World, 'now'>): boolean {
  return (
    dpu.status?.phase === PHASE_READY &&
    !isOperational(dpu) &&
    millisecondsSince(summaryOf(dpu)?.lastTransitionTime, world) > PATIENCE_MS
  );
}

/** Of a DPU that is not operational. */
export function remedyForIdle({ metadata: { namespace, name } }: Dpu): string {
  return `Run: \`kubectl -n ${namespace} get dpu ${name} -o yaml\`, and look at status.operationalConditions. They name the DPUServices or the problems of the Node.`;
}

/** DPUs are provisioned and their services do not work. DPUs that are being provisioned or are lost are not reported. */
export const dpusNotOperational: FindingRule = (cluster, world) => {
  if (!hasOperationalConditions(cluster, world)) {
    return undefined;
  }
  const notRunning = dpusWhere(cluster, world, dpu =>
    isNotOperational(dpu, world),
  );
  if (!notRunning.length) {
    return undefined;
  }
  const lost = new Set(namesOf(lostDpus(cluster, world).map(({ dpu }) => dpu)));
  const idle = notRunning.filter(({ metadata }) => !lost.has(metadata.name));
  const [first] = idle;
  if (!first) {
    return undefined;
  }
  const provisioned = dpuCountsOf(cluster, world).phases?.[PHASE_READY];
  const names = namesOf(idle);
  const conditions = [
    ...new Set(idle.flatMap(dpu => failing(dpu).map(({ type }) => type))),
  ];
  return {
    code: 'DpusNotOperational',
    severity: 'warning',
    blocking: false,
    sentence: `${count(idle.length, 'DPU')} of ${provisioned} provisioned ${
      idle.length === 1 ? 'is' : 'are'
    } not operational: ${someOf(names)}.${reportOf(
      first,
      whyNotOperational(first),
    )}`,
    remedy: remedyForIdle(first),
    who: 'platform',
    since: summaryOf(first)?.lastTransitionTime,
    evidence: { count: idle.length, dpus: names, conditions },
  };
};
