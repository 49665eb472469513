import { Dpu } from '../../cluster/DpuCluster';
import {
  PHASE_READY,
  assignedDpus,
  isOperational,
} from '../../cluster/countDpus';
import { boundedText } from '../../text/boundedText';
import { sentence } from '../../text/sentence';
import { millisecondsSince } from '../clusterState';
import { hasOperationalConditions } from '../dpuCountsOf';
import { count, someOf } from '../phrases';
import { FindingRule } from '../Finding';

/** Services on a DPU take minutes to start after it has joined. */
const PATIENCE_MS = 10 * 60_000;
const LONGEST_REASON = 300;

function conditionOf(dpu: Dpu, type: string) {
  return dpu.status?.operationalConditions?.find(c => c.type === type);
}

/** The conditions that keep `OperationalReady` from being True. */
function failingTypes(dpu: Dpu): string[] {
  return (dpu.status?.operationalConditions ?? [])
    .filter(
      ({ type, status }) => type !== 'OperationalReady' && status !== 'True',
    )
    .map(({ type }) => type);
}

function reasonOf(dpu: Dpu): string {
  const own = conditionOf(dpu, 'OperationalReady');
  const failing = failingTypes(dpu)
    .map(type => conditionOf(dpu, type)?.message)
    .find(Boolean);
  const text = failing || own?.message || own?.reason;
  return text
    ? ` ${dpu.metadata.name} reports: ${sentence(
        boundedText(text, LONGEST_REASON),
      )}`
    : '';
}

/** DPUs are provisioned and their services do not work. DPUs that are being provisioned are not reported. */
export const dpusNotOperational: FindingRule = (cluster, world) => {
  if (!hasOperationalConditions(cluster, world)) {
    return undefined;
  }
  const provisioned = assignedDpus(world.dpusOf(cluster) ?? []).filter(
    dpu => dpu.status?.phase === PHASE_READY,
  );
  const idle = provisioned
    .filter(dpu => !isOperational(dpu))
    .filter(dpu => {
      const since = conditionOf(dpu, 'OperationalReady')?.lastTransitionTime;
      return millisecondsSince(since, world) > PATIENCE_MS;
    })
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const [first] = idle;
  if (!first) {
    return undefined;
  }
  const names = idle.map(({ metadata }) => metadata.name);
  const conditions = [...new Set(idle.flatMap(failingTypes))];
  return {
    code: 'DpusNotOperational',
    severity: 'warning',
    blocking: false,
    sentence: `${count(idle.length, 'DPU')} of ${
      provisioned.length
    } provisioned ${idle.length === 1 ? 'is' : 'are'} not operational: ${someOf(
      names,
    )}.${reasonOf(first)}`,
    remedy: `Run: \`kubectl get dpu -n ${first.metadata.namespace} ${first.metadata.name} -o yaml\`, and look at status.operationalConditions. They name the DPUServices or the problems of the Node.`,
    who: 'platform',
    since: conditionOf(first, 'OperationalReady')?.lastTransitionTime,
    evidence: { count: idle.length, dpus: names, conditions },
  };
};
