import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { describeOtherNodes } from './describeFields';
import { FindingWho, sentence as asSentence } from '@dpf-portal/dpf-model';

/** The reason for the state of a cluster, in one or two sentences, and who must act. */
export interface Situation {
  sentence: string;
  who: FindingWho;
}

function ready(cluster: DpuClusterView): Situation {
  const { assigned, joined } = cluster.dpus;
  if (assigned === 0) {
    const others = describeOtherNodes(cluster);
    return {
      sentence: others
        ? `The control plane answers. ${others}`
        : 'The control plane is ready. Next: add DPUs, with a DPUSet that selects this cluster.',
      who: 'nobody',
    };
  }
  if (assigned !== undefined && joined === 0) {
    return {
      sentence: 'The control plane answers. No DPU has joined yet.',
      who: 'nobody',
    };
  }
  return { sentence: 'The control plane answers.', who: 'nobody' };
}

function withoutFinding(cluster: DpuClusterView): Situation {
  const notReady = cluster.conditions.find(
    c => c.type === 'Ready' && c.status !== 'True',
  );
  switch (cluster.phase) {
    case 'Ready':
      return ready(cluster);
    case 'Creating':
      return { sentence: 'The control plane is being created.', who: 'nobody' };
    case 'NotReady':
    case 'Failed':
      return {
        sentence: notReady?.message
          ? asSentence(notReady.message)
          : 'The cluster is not ready, and no controller reports a reason.',
        who: 'platform',
      };
    default:
      return { sentence: 'Waiting for a controller.', who: 'nobody' };
  }
}

/** Describes the worst finding; without findings, the phase. */
export function describeSituation(cluster: DpuClusterView): Situation {
  const [worst] = cluster.findings;
  if (cluster.deletionRequestedAt && worst?.code !== 'DeletionBlocked') {
    return { sentence: 'The cluster is being retired.', who: 'nobody' };
  }
  return worst && (worst.severity !== 'info' || cluster.phase !== 'Ready')
    ? { sentence: asSentence(worst.sentence), who: worst.who }
    : withoutFinding(cluster);
}
