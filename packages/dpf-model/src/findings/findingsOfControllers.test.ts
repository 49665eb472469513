import type { Condition } from '@dpf-portal/kube-controller';
import {
  BY_VENDOR,
  NOW,
  aCluster,
  aStaticCluster,
  aWorld,
  blue,
  runBy,
} from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../annotations';
import { FindingRow, saidFirst, wanted } from './__testUtils__/FindingRow';
import { findingsOf } from './findingsOf';
import { TenantObservation } from './Observation';

const SINCE = '2026-11-24T14:02:00Z';
const LATER = Date.parse('2026-11-24T14:05:00Z');
const DAY_MS = 24 * 60 * 60_000;

function condition(
  type: string,
  status: Condition['status'],
  lastTransitionTime = '2026-11-24T14:00:10Z',
): Condition {
  return { type, status, reason: 'R', message: '', lastTransitionTime };
}

const at = (time: string) => `2026-11-24T${time}Z`;

const healthy: TenantObservation = { health: 'healthy', since: SINCE };
const created = condition('Created', 'True');
const notReady = aStaticCluster({
  status: {
    phase: 'NotReady',
    conditions: [created, condition('Ready', 'False')],
  },
});
const ready = aStaticCluster({
  status: { phase: 'Ready', conditions: [created, condition('Ready', 'True')] },
});
const pending = aCluster({ metadata: { finalizers: [] }, status: {} });

function expiring(inMs: number): TenantObservation {
  return {
    ...healthy,
    certificateExpires: new Date(LATER + inMs).toISOString(),
  };
}

const table: FindingRow[] = [
  {
    cluster: pending,
    world: { roles: BY_VENDOR },
    code: 'ControllerStalled',
    sentence: "DPF's provisioning controller has not started on this cluster.",
    remedy:
      'Check that the controller runs. Look at its log: `kubectl -n dpf-operator-system logs deployment/dpf-provisioning-controller-manager`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: pending,
    world: { roles: BY_VENDOR, hanging: [blue] },
    code: 'ControllerStalled',
    sentence:
      "DPF's provisioning controller has not started on this cluster. Probably team-a/blue blocks it: its API server accepts connections but never answers.",
    remedy:
      'Fix or unregister team-a/blue, then run: `kubectl -n dpf-operator-system rollout restart deployment dpf-provisioning-controller-manager`.',
    who: 'platform',
    blocking: true,
  },
  {
    // Both finalizers are there, so only its status cannot be written.
    cluster: aCluster({ status: { phase: 'Pending' } }),
    world: { now: LATER },
    code: 'ControllerStalled',
    sentence:
      'This portal has started on this cluster and cannot write its status. Nothing is created for it until then.',
    remedy:
      'Read its Events, which name a webhook that rejects the status: `kubectl -n team-b events --for dpucluster/green`. If there is none, the log says why. Look at the log of the portal, or where dpf-controllers runs: `kubectl -n dpf-operator-system logs deployment/dpf-controllers`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: pending,
    world: { hanging: [blue] },
    code: 'ControllerStalled',
    sentence: 'This portal has not started on this cluster.',
    remedy:
      'Check that the controller runs. Look at the log of the portal, or where dpf-controllers runs: `kubectl -n dpf-operator-system logs deployment/dpf-controllers`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster({
      metadata: {
        finalizers: [
          'provisioning.dpu.nvidia.com/cluster-manager-internal-clean-up',
        ],
      },
    }),
    world: { roles: BY_VENDOR },
    code: 'ControllerStalled',
    sentence: "DPF's kamaji cluster manager has not started on this cluster.",
    remedy:
      'Check that the controller runs. Look at its log: `kubectl -n dpf-operator-system logs deployment/kamaji-cm-controller-manager`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: notReady,
    world: { roles: BY_VENDOR, now: LATER, observation: healthy },
    code: 'StatusOutdated',
    sentence:
      "NotReady is out of date: the portal's checks succeed. DPF still uses the first kubeconfig it read.",
    remedy:
      "Restart the provisioning controller. For DPF's own run: `kubectl -n dpf-operator-system rollout restart deployment dpf-provisioning-controller-manager`.",
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aStaticCluster({
      status: { phase: 'Creating', conditions: [created] },
    }),
    world: {
      roles: BY_VENDOR,
      now: LATER,
      observation: healthy,
      hanging: [blue],
    },
    code: 'StatusOutdated',
    sentence:
      "Creating is out of date: the portal's checks succeed. DPF still uses the first kubeconfig it read.",
    remedy:
      'Fix or unregister team-a/blue, which never answers, then run: `kubectl -n dpf-operator-system rollout restart deployment dpf-provisioning-controller-manager`.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: ready,
    world: {
      roles: BY_VENDOR,
      now: LATER,
      observation: { ...healthy, kubeconfigChangedAt: SINCE },
    },
    code: 'KubeconfigRotated',
    sentence:
      'The kubeconfig was changed. DPF still uses the old one for checks and new DPUs.',
    remedy:
      'Run: `kubectl -n dpf-operator-system rollout restart deployment dpf-provisioning-controller-manager`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: ready,
    world: { now: LATER, observation: expiring(12 * DAY_MS) },
    code: 'CertificateExpiring',
    sentence: "The kubeconfig's certificate expires on 2026-12-06 14:05 UTC.",
    remedy: 'Replace the kubeconfig.',
    who: 'owner',
    blocking: false,
  },
  {
    cluster: aCluster({
      spec: { kubeconfig: 'green-admin-kubeconfig' },
      status: { phase: 'Ready' },
    }),
    world: { now: LATER, observation: expiring(-3 * DAY_MS) },
    code: 'CertificateExpiring',
    sentence:
      "The kubeconfig's certificate expired on 2026-11-21 14:05 UTC. Kamaji should have renewed it 24 hours before its end.",
    remedy:
      'Check that Kamaji runs, and look at its log. To find it, run: `kubectl get deployments -A -l app.kubernetes.io/name=kamaji`. To have the certificate renewed now, run: `kubectl annotate secret -n team-b green-admin-kubeconfig --overwrite certs.kamaji.clastix.io/rotate=""`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: ready,
    world: { roles: BY_VENDOR, first: ready },
    code: 'AllocatorTakesFirst',
    sentence:
      'This DPF assigns every DPU to the first cluster by name and to none once that is full. The first is this cluster.',
    remedy: 'To fill another cluster first, choose a name that sorts later.',
    who: 'owner',
    blocking: false,
  },
  {
    cluster: ready,
    world: { roles: BY_VENDOR, first: blue },
    code: 'AllocatorTakesFirst',
    sentence:
      'This DPF assigns every DPU to the first cluster by name and to none once that is full. The first is team-a/blue.',
    remedy:
      'Name this cluster in spec.cluster of its DPUs, or choose a name that sorts first.',
    who: 'owner',
    blocking: false,
  },
];

describe('findingsOf the controllers', () => {
  it.each(table)('$code: $sentence', row => {
    expect(saidFirst(row)).toMatchObject(wanted(row));
  });

  it.each([
    ['the failure is newer than every answer', '14:04:59', '14:04:58'],
    ['an answer came in the same second', '14:04:30', '14:04:30'],
    ['the controller had no time to follow', '14:04:50', '14:04:59'],
    ['the last probe of it failed', '14:04:00', '14:03:59'],
  ])('should not contradict NotReady while %s', (_, failed, answered) => {
    const cluster = aStaticCluster({
      status: {
        phase: 'NotReady',
        conditions: [created, condition('Ready', 'False', at(failed))],
      },
    });
    const world = aWorld({
      now: Date.parse(at('14:05:00')),
      observation: {
        health: 'healthy',
        since: at('13:00:00'),
        answeredAt: at(answered),
        probedAt: at('14:05:00'),
      },
    });
    expect(findingsOf(cluster, world)).toEqual([]);
  });

  it('should contradict NotReady after an answer that the controller does not follow', () => {
    const cluster = aStaticCluster({
      status: {
        phase: 'NotReady',
        conditions: [created, condition('Ready', 'False', at('14:04:30'))],
      },
    });
    const world = aWorld({
      now: Date.parse(at('14:05:00')),
      observation: {
        health: 'healthy',
        since: at('13:00:00'),
        answeredAt: at('14:04:45'),
        probedAt: at('14:04:45'),
      },
    });
    expect(findingsOf(cluster, world)).toMatchObject([
      { code: 'StatusOutdated', since: at('14:04:30') },
    ]);
  });

  it.each([
    ['a restart since the rotation', '2026-11-24T14:03:00Z', '14:00:10'],
    ['a health check since the rotation', '2026-11-24T14:00:00Z', '14:02:30'],
  ])('should not speak of an old kubeconfig after %s', (_, holder, checked) => {
    const cluster = aStaticCluster({
      status: {
        phase: 'Ready',
        conditions: [
          created,
          condition('Ready', 'True', `2026-11-24T${checked}Z`),
        ],
      },
    });
    const world = aWorld({
      roles: [
        runBy('static', 'vendor'),
        runBy('provisioning', 'vendor', holder),
      ],
      now: LATER,
      observation: { ...healthy, kubeconfigChangedAt: SINCE },
    });
    expect(findingsOf(cluster, world)).toEqual([]);
  });

  it.each([
    [
      'a cluster that has just come',
      aCluster({ metadata: { finalizers: [] } }),
    ],
    ['a cluster that is Ready', ready],
    [
      'a cluster that was paused',
      aCluster({
        metadata: {
          creationTimestamp: '2026-11-24T13:00:00Z',
          finalizers: [],
          annotations: { [DPF_ANNOTATIONS.pausedUntil]: SINCE },
        },
      }),
    ],
  ])('should not call anybody stalled for %s', (_, cluster) => {
    const world = aWorld({ roles: BY_VENDOR, now: NOW - 15_000 });
    expect(findingsOf(cluster, world).map(({ code }) => code)).not.toContain(
      'ControllerStalled',
    );
  });

  it.each([
    ['counts nodes', { nodesCount: true }],
    ['asks for no version', { specVersion: false }],
  ])('should trust the allocator of a DPF that %s', (_, api) => {
    const world = aWorld({ roles: BY_VENDOR, first: blue, api });
    expect(findingsOf(ready, world)).toEqual([]);
  });
});
