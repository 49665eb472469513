import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { FindingCode } from '@dpf-portal/dpf-model';

export interface CreationStep {
  title: string;
  state: 'done' | 'active' | 'stuck' | 'waiting';
  /** The reason why the step waits or fails, in one sentence. */
  detail?: string;
}

interface StepRule {
  title: string;
  done: boolean;
  /** Findings that belong to this step. */
  findings: FindingCode[];
}

function isTrue(cluster: DpuClusterView, type: string): boolean {
  return cluster.conditions.some(c => c.type === type && c.status === 'True');
}

function kamajiRules(cluster: DpuClusterView): StepRule[] {
  // Either step may be stuck by them; the condition says which.
  const shared: FindingCode[] = ['QuotaExceeded', 'WebhookAway'];
  const isOfKeepalived = cluster.conditions.some(
    ({ type, reason }) =>
      type === 'KeepalivedReady' && shared.some(code => code === reason),
  );
  return [
    {
      title: 'Address claimed',
      done: Boolean(cluster.endpoint?.vip),
      findings: [
        'EndpointMissing',
        'EndpointInvalid',
        'AddressInUse',
        'AddressImmutable',
        'RouterIdInUse',
      ],
    },
    {
      title: 'Control plane',
      done: isTrue(cluster, 'Created') || Boolean(cluster.kubeconfigSecret),
      findings: [
        'NoManagerForType',
        'KamajiMissing',
        'ControllerStalled',
        'TypeChanged',
        'ChildNameTaken',
        'WaitingForControlPlane',
        'DataStoreMissing',
        'ControlPlaneRefused',
        'KamajiAway',
        'KamajiPaused',
        'ControlPlaneNotPlaced',
        'ServiceRefused',
        'NodePortsExhausted',
        'NodePortLost',
        'Sleeping',
        ...(isOfKeepalived ? [] : shared),
      ],
    },
    {
      title: 'keepalived',
      done: isTrue(cluster, 'KeepalivedReady'),
      findings: [
        'NoMatchingNodes',
        'KeepalivedMissing',
        'KeepalivedRejected',
        'KeepalivedPodsMissing',
        'ConfigMapRefused',
        'DaemonSetRefused',
        'AddressNotAnswering',
        ...(isOfKeepalived ? shared : []),
      ],
    },
  ];
}

/**
 * Lists the steps from the request to Ready with their state. Steps may complete out of order: a completed step does
 * not imply that earlier ones are complete.
 */
export function creationSteps(cluster: DpuClusterView): CreationStep[] {
  const ready = cluster.phase === 'Ready';
  const rules: StepRule[] = [
    { title: 'Requested', done: true, findings: [] },
    ...(cluster.type === 'kamaji' ? kamajiRules(cluster) : []),
    {
      title: 'Kubeconfig',
      done: Boolean(cluster.kubeconfigSecret),
      findings: [
        'KubeconfigUnusable',
        ...(cluster.type === 'kamaji'
          ? []
          : (['NoManagerForType', 'ControllerStalled'] as const)),
      ],
    },
    {
      title: 'Ready',
      done: ready,
      findings: ['ApiNotAnswering', 'StatusOutdated'],
    },
  ];
  let active = false;
  return rules.map(({ title, done, findings }): CreationStep => {
    const finding = cluster.findings.find(f => findings.includes(f.code));
    const detail = finding?.sentence;
    if (finding && finding.severity !== 'info') {
      active = true;
      return { title, state: 'stuck', detail };
    }
    if (ready || done) {
      return { title, state: 'done' };
    }
    if (!active) {
      active = true;
      return { title, state: 'active', detail };
    }
    return { title, state: 'waiting' };
  });
}
