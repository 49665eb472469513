import type { Condition } from '@dpf-portal/kube-controller';
import {
  CREATED,
  aCluster,
  aControlPlane,
  aStaticCluster,
  aWorld,
} from '@dpf-portal/test-support';
import { DpuCluster } from '../cluster/DpuCluster';
import { FindingRow, saidFirst, wanted } from './__testUtils__/FindingRow';
import { findingsOf } from './findingsOf';

const CORRECT =
  'Correct what the message names: a field, a missing right, or a webhook or policy that rejects the object. `kubectl get validatingwebhookconfigurations,validatingadmissionpolicies` lists them, and dpf-controllers doctor checks the rights.';
const UPGRADE_KAMAJI =
  'Upgrade Kamaji, or choose a version that it supports: in spec.version where the API has it, else by the setting kubernetesVersion.';
const WEBHOOK =
  'Webhook policy.example.com does not answer, so no Service can be created.';
const FIND_WEBHOOK =
  'Find its configuration: `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o custom-columns=KIND:.kind,NAME:.metadata.name,WEBHOOKS:.webhooks[*].name`. Restore the server behind it, or remove the configuration if that server is gone for good. The write is retried without further action.';
const TOO_NEW =
  'unable to create a TenantControlPlane with a Kubernetes version greater than the supported one, actually v1.33';

function recorded(
  reason: string,
  message: string,
  type = 'Created',
): Condition {
  return {
    type,
    status: reason === 'UpgradeRefused' ? 'True' : 'False',
    reason,
    message,
    lastTransitionTime: CREATED,
  };
}

function withCondition(
  condition: Condition,
  change: Parameters<typeof aCluster>[0] = {},
): DpuCluster {
  return aCluster({
    ...change,
    status: { phase: 'Creating', ...change.status, conditions: [condition] },
  });
}

function staticWith(condition: Condition): DpuCluster {
  return aStaticCluster({
    status: { phase: 'Creating', conditions: [condition] },
  });
}

const ready = { phase: 'Ready' } as const;

function atVersion(version: string) {
  const controlPlane = aControlPlane();
  return {
    ...controlPlane,
    spec: { ...controlPlane.spec, kubernetes: { version } },
  };
}

const table: FindingRow[] = [
  {
    cluster: withCondition(
      recorded('KamajiMissing', 'Kamaji is not installed on x.'),
    ),
    code: 'KamajiMissing',
    sentence: 'Kamaji is not installed on x.',
    remedy: 'Install Kamaji.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: withCondition(recorded('DataStoreMissing', 'No DataStore.')),
    world: { dataStores: ['default'] },
    code: 'DataStoreMissing',
    sentence: 'No DataStore.',
    remedy:
      'Create the DataStore, then create this cluster again. To see which exist, run: `kubectl get datastores.kamaji.clastix.io`.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: withCondition(recorded('KamajiAway', 'Kamaji does not answer.')),
    code: 'KamajiAway',
    sentence: 'Kamaji does not answer.',
    remedy:
      'Check that Kamaji runs, which answers its webhook: `kubectl get deployments -A -l app.kubernetes.io/name=kamaji`.',
    who: 'platform',
    blocking: false,
  },
  ...(['Created', 'KeepalivedReady', 'Ready'] as const).map(type => ({
    cluster: withCondition(recorded('WebhookAway', WEBHOOK, type)),
    world: { controlPlane: aControlPlane(), children: {} },
    code: 'WebhookAway',
    sentence: WEBHOOK,
    remedy: FIND_WEBHOOK,
    who: 'platform',
    blocking: false,
  })),
  {
    // Its manager writes conditions of its own; this one is the reconciler's.
    cluster: aStaticCluster({
      spec: { type: 'example.com/metal' },
      status: {
        phase: 'Creating',
        conditions: [recorded('WebhookAway', WEBHOOK)],
      },
    }),
    world: { vendorTypes: ['example.com/metal'] },
    code: 'WebhookAway',
    sentence: WEBHOOK,
    remedy: FIND_WEBHOOK,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: withCondition(
      recorded(
        'UpgradeRefused',
        "The control plane stays as it is. Kamaji's webhook mtenantcontrolplane.kb.io does not answer, so no TenantControlPlane can be changed.",
      ),
      { spec: { version: 'v1.31.0' }, status: ready },
    ),
    code: 'UpgradeRefused',
    sentence:
      "The control plane stays as it is. Kamaji's webhook mtenantcontrolplane.kb.io does not answer, so no TenantControlPlane can be changed.",
    remedy:
      'Check that Kamaji runs, which answers its webhook: `kubectl get deployments -A -l app.kubernetes.io/name=kamaji`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: withCondition(
      recorded('ControlPlaneRefused', 'The name is invalid.'),
    ),
    code: 'ControlPlaneRefused',
    sentence: 'The name is invalid.',
    remedy: CORRECT,
    who: 'platform',
    blocking: true,
  },
  {
    cluster: withCondition(recorded('ControlPlaneRefused', TOO_NEW)),
    code: 'ControlPlaneRefused',
    sentence: TOO_NEW,
    remedy: UPGRADE_KAMAJI,
    who: 'platform',
    blocking: true,
  },
  {
    cluster: withCondition(recorded('QuotaExceeded', 'exceeded quota: team')),
    code: 'QuotaExceeded',
    sentence: 'exceeded quota: team',
    remedy:
      'Run: `kubectl -n team-b describe resourcequota`. Then raise the quota, or delete what is not needed.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: withCondition(
      recorded('NodePortsExhausted', 'No NodePort is free.'),
    ),
    code: 'NodePortsExhausted',
    sentence: 'No NodePort is free.',
    remedy:
      'Run: `kubectl get services -A`. Delete Services of type NodePort or LoadBalancer that are not needed, or widen --service-node-port-range of the API server.',
    who: 'platform',
    blocking: true,
  },
  ...['ServiceRefused', 'ConfigMapRefused', 'DaemonSetRefused'].map(reason => ({
    cluster: withCondition(
      recorded(
        reason,
        'denied by policy',
        reason === 'ServiceRefused' ? 'Created' : 'KeepalivedReady',
      ),
    ),
    code: reason,
    sentence: 'denied by policy',
    remedy: CORRECT,
    who: 'platform',
    blocking: true,
  })),
  {
    cluster: withCondition(recorded('UpgradeRefused', 'v1.29.0 is lower.'), {
      spec: { version: 'v1.29.0' },
      status: ready,
    }),
    world: { controlPlane: atVersion('v1.30.0') },
    code: 'UpgradeRefused',
    sentence: 'v1.29.0 is lower.',
    remedy: `Ask for a version that the message allows, or go back: \`kubectl -n team-b patch dpucluster green --type=merge -p '{"spec":{"version":"v1.30.0"}}'\`.`,
    who: 'owner',
    blocking: false,
  },
  {
    // What somebody wrote into the control plane is no part of a command.
    cluster: withCondition(recorded('UpgradeRefused', 'v1.29.0 is lower.'), {
      spec: { version: 'v1.29.0' },
      status: ready,
    }),
    world: { controlPlane: atVersion("v1'; reboot") },
    code: 'UpgradeRefused',
    sentence: 'v1.29.0 is lower.',
    remedy: 'Ask for a version that the message allows.',
    who: 'owner',
    blocking: false,
  },
  {
    cluster: withCondition(recorded('UpgradeRefused', TOO_NEW), {
      status: ready,
    }),
    code: 'UpgradeRefused',
    sentence: TOO_NEW,
    remedy: UPGRADE_KAMAJI,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: withCondition(recorded('UpgradeRefused', 'Not supported.'), {
      status: ready,
    }),
    code: 'UpgradeRefused',
    sentence: 'Not supported.',
    remedy:
      'Set kubernetesVersion to a version that this Kamaji supports, or upgrade Kamaji.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: withCondition(recorded('NodePortLost', 'The NodePort is lost.'), {
      status: { phase: 'NotReady' },
    }),
    code: 'NodePortLost',
    sentence: 'The NodePort is lost.',
    remedy:
      'Run: `kubectl get services -A`. If another Service has the port, free it; else restore Service green with its port. Where that is not possible, create a new cluster and move the DPUs there.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: withCondition(recorded('Sleeping', 'It has 0 replicas.'), {
      status: { phase: 'NotReady' },
    }),
    code: 'Sleeping',
    sentence: 'It has 0 replicas.',
    remedy: `Set the replicas of TenantControlPlane green to 3: \`kubectl -n team-b patch tenantcontrolplane green --type=merge -p '{"spec":{"controlPlane":{"deployment":{"replicas":3}}}}'\`.`,
    who: 'platform',
    blocking: false,
  },
  ...[
    'EmptyKubeconfig',
    'SecretNotFound',
    'KeyMissing',
    'Invalid',
    'Unsafe',
  ].map(reason => ({
    cluster: staticWith(recorded(reason, `It is ${reason}.`)),
    code: 'KubeconfigUnusable',
    sentence: `It is ${reason}.`,
    remedy: 'Replace the kubeconfig.',
    who: 'owner',
    blocking: true,
  })),
  {
    cluster: staticWith(recorded('SecretNotReadable', 'It may not be read.')),
    world: {
      secret: {
        name: 'my-admin-kubeconfig',
        state: 'unknown',
        problem: 'The portal may not read it either.',
      },
    },
    code: 'KubeconfigUnusable',
    sentence: 'It may not be read.',
    remedy:
      'Let the controllers read Secrets in namespace team-b: bind dpf-controllers-secrets there. To check it, run: `dpf-controllers doctor`.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: staticWith(recorded('CertificateExpired', 'It has expired.')),
    code: 'CertificateExpiring',
    sentence: 'It has expired.',
    remedy: 'Replace the kubeconfig.',
    who: 'owner',
    blocking: false,
  },
];

describe('what the reconciler recorded on a condition', () => {
  it.each(table)('$code: $sentence', row => {
    expect(saidFirst(row)).toMatchObject(wanted(row));
  });

  it('is said once where a rule sees the same', () => {
    const cluster = withCondition(
      recorded('KamajiMissing', 'Kamaji is not installed on another name.'),
    );
    expect(findingsOf(cluster, aWorld({ kamaji: false }))).toMatchObject([
      { code: 'KamajiMissing', sentence: expect.stringContaining('on lab') },
    ]);
  });

  it.each(['Created', 'KeepalivedReady'])(
    'has no advice to wait beside it while a webhook stops what %s waits for',
    type => {
      const cluster = withCondition(recorded('WebhookAway', WEBHOOK, type), {
        metadata: { finalizers: [] },
      });
      const world = aWorld({ now: Date.parse(CREATED) + 3_600_000 });
      expect(findingsOf(cluster, world).map(({ code }) => code)).toEqual([
        'WebhookAway',
      ]);
    },
  );

  it('is said of a cluster that is being deleted where a webhook stops that', () => {
    const cluster = withCondition(recorded('WebhookAway', WEBHOOK), {
      metadata: { deletionTimestamp: CREATED },
      status: ready,
    });
    expect(findingsOf(cluster, aWorld())[0]).toMatchObject({
      code: 'WebhookAway',
      sentence: WEBHOOK,
    });
  });

  it('is dated by the condition, unless its status is that of before', () => {
    const [refused] = findingsOf(
      withCondition(recorded('ServiceRefused', 'denied')),
      aWorld(),
    );
    const [edit] = findingsOf(
      withCondition(recorded('UpgradeRefused', 'denied'), { status: ready }),
      aWorld(),
    );
    expect([refused.since, edit.since]).toEqual([CREATED, undefined]);
  });

  it.each([
    [
      'a reason of another controller',
      withCondition(recorded('Waiting', 'Of another controller.')),
    ],
    [
      'a condition of another controller',
      withCondition(recorded('QuotaExceeded', 'Of another.', 'NetworkReady')),
    ],
    [
      'a condition of another type’s manager',
      aStaticCluster({
        spec: { type: 'example.com/metal' },
        status: {
          phase: 'Creating',
          conditions: [recorded('QuotaExceeded', 'Of another manager.')],
        },
      }),
    ],
  ])('is not what %s says', (_, cluster) => {
    expect(JSON.stringify(findingsOf(cluster, aWorld()))).not.toContain(
      'Of another',
    );
  });
});
