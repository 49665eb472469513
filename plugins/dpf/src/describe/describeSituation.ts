import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { FindingWho, sentence as asSentence } from '@dpf-portal/dpf-model';

/** One sentence why a cluster is as it is, and who must act. */
export interface Situation {
  sentence: string;
  who: FindingWho;
}

function ready({ assigned, joined }: DpuClusterView['dpus']): Situation {
  if (assigned === 0) {
    return {
      sentence:
        'The control plane is ready and still empty: no DPU is assigned to it.',
      who: 'owner',
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
      return ready(cluster.dpus);
    case 'Creating':
      return { sentence: 'The control plane is being made.', who: 'nobody' };
    case 'NotReady':
    case 'Failed':
      return {
        sentence: notReady?.message
          ? asSentence(notReady.message)
          : 'It does not work and gives no reason.',
        who: 'platform',
      };
    default:
      return { sentence: 'It waits to be picked up.', who: 'nobody' };
  }
}

/** The worst finding speaks; without one, the phase does. */
export function describeSituation(cluster: DpuClusterView): Situation {
  const [worst] = cluster.findings;
  if (cluster.deletionRequestedAt && worst?.code !== 'DeletionBlocked') {
    return { sentence: 'It is being retired.', who: 'nobody' };
  }
  return worst && (worst.severity !== 'info' || cluster.phase !== 'Ready')
    ? { sentence: asSentence(worst.sentence), who: worst.who }
    : withoutFinding(cluster);
}
