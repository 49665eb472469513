import type { Condition } from '@dpf-portal/kube-controller';
import { DpuClusterPhase } from '../cluster/DpuCluster';
import { Finding, FindingCode } from './Finding';

/** One step of a cluster's creation. @public */
export interface CreationStep {
  title: string;
  state: 'done' | 'active' | 'stuck' | 'waiting';
  /** The reason why the step waits or fails, in one sentence. */
  detail?: string;
  /** When it began, RFC 3339: when the last step before it was done. Absent while it waits. */
  startedAt?: string;
  /** When it was done, RFC 3339, where an object records it. */
  doneAt?: string;
}

/** What the steps of a cluster's creation follow from. A view of the REST API has these fields. @public */
export interface CreationFacts {
  type: string;
  phase: DpuClusterPhase;
  /** RFC 3339. */
  createdAt: string;
  endpoint?: { vip?: string };
  /** Name of the kubeconfig's Secret. */
  kubeconfigSecret?: string;
  conditions: readonly Condition[];
  findings: readonly Finding[];
}

interface StepRule {
  title: string;
  done: boolean;
  doneAt?: string;
  /** Findings that belong to this step. */
  findings: FindingCode[];
}

function timeOf(cluster: CreationFacts, type: string): string | undefined {
  return cluster.conditions.find(c => c.type === type && c.status === 'True')
    ?.lastTransitionTime;
}

function isTrue(cluster: CreationFacts, type: string): boolean {
  return cluster.conditions.some(c => c.type === type && c.status === 'True');
}

function kamajiRules(cluster: CreationFacts): StepRule[] {
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
      doneAt: timeOf(cluster, 'Created'),
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
      doneAt: timeOf(cluster, 'KeepalivedReady'),
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
 * Lists the steps from the request to Ready with their state and their times. Steps may complete out of order: a completed
 * step does not imply that earlier ones are complete.
 *
 * @public
 */
export function creationSteps(cluster: CreationFacts): CreationStep[] {
  const ready = cluster.phase === 'Ready';
  const rules: StepRule[] = [
    {
      title: 'Requested',
      done: true,
      doneAt: cluster.createdAt,
      findings: [],
    },
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
      doneAt: timeOf(cluster, 'Ready'),
      findings: ['ApiNotAnswering', 'StatusOutdated'],
    },
  ];
  let active = false;
  let startedAt = cluster.createdAt;
  return rules.map(({ title, done, doneAt, findings }): CreationStep => {
    const finding = cluster.findings.find(f => findings.includes(f.code));
    const detail = finding?.sentence;
    if (finding && finding.severity !== 'info') {
      active = true;
      return { title, state: 'stuck', detail, startedAt };
    }
    if (ready || done) {
      const step = { title, state: 'done' as const, startedAt, doneAt };
      startedAt = later(startedAt, doneAt);
      return step;
    }
    if (!active) {
      active = true;
      return { title, state: 'active', detail, startedAt };
    }
    return { title, state: 'waiting' };
  });
}

function later(a: string, b: string | undefined): string {
  return b !== undefined && Date.parse(b) > Date.parse(a) ? b : a;
}
