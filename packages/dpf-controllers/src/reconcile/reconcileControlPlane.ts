import {
  DEFAULT_KUBERNETES_VERSION,
  DpuCluster,
  Finding,
  TenantControlPlane,
  missingDataStore,
  missingKamaji,
  ownControlPlaneOf,
  planControlPlane,
  typeChanged,
} from '@dpf-portal/dpf-model';
import {
  TENANT_CONTROL_PLANES,
  childLabels,
  controlPlaneName,
  labelValue,
} from '@dpf-portal/dpf-world';
import { KubeApiError } from '@dpf-portal/kube-controller';
import {
  Phase,
  PhaseResult,
  Problem,
  ReconcileContext,
  ReconcileSettings,
  identityOf,
  isTakenIn,
  managingWriter,
  problemOf,
  proceed,
  stop,
  wait,
} from './ReconcileContext';
import { ensureChild, ownerReference } from './ensureChild';

/** By the Secret as it is now: nothing is made for a cluster that was registered as static. */
async function changeOfType({
  cluster,
  world,
  live,
  observed,
}: ReconcileContext): Promise<Finding | undefined> {
  const { type, kubeconfig } = cluster.spec;
  if (type !== 'kamaji') {
    return typeChanged(cluster, world);
  }
  if (observed.controlPlane || !kubeconfig) {
    return undefined;
  }
  const { namespace } = identityOf(cluster);
  const secret = await live.kubeconfigSecret(namespace, kubeconfig);
  return typeChanged(cluster, world, secret.state);
}

/**
 * Looks for a control plane of ours, and refuses a change of the type: whoever made the cluster's children is the only
 * one who can look after them.
 */
export const observeControlPlane: Phase = {
  name: 'observeControlPlane',
  async run(context) {
    const { cluster, world, observed } = context;
    observed.controlPlane = ownControlPlaneOf(cluster, world);
    if (!managingWriter(context) || !isTakenIn(cluster)) {
      return proceed;
    }
    const changed = await changeOfType(context);
    if (changed) {
      observed.problem = problemOf(changed);
      return stop;
    }
    return proceed;
  },
};

// Not every reason for a refusal ends with an event: a quota, or the right to read DPF's configuration, does not.
const REFUSED_RETRY_MS = 30_000;

/**
 * Before anything is made for a control plane that does not exist yet: decides what cannot be changed later, and makes none
 * where it would lack what it must have. A control plane that exists is left as it is.
 */
export const planNewControlPlane: Phase = {
  name: 'planNewControlPlane',
  async run(context) {
    const { api, cluster, world, settings, observed } = context;
    // With an endpoint, the kamaji role is ours and everything has been listed, DPF's configuration included.
    if (!observed.endpoint || observed.controlPlane) {
      return proceed;
    }
    const { podRange, problem } = planControlPlane(
      {
        podCidr: settings.podCidr,
        operatorConfig: world.operatorConfig(),
      },
      cluster.spec.maxNodes ?? api.maxNodesDefault,
    );
    if (problem) {
      const { reason, message } = problem;
      observed.problem = { reason, message };
      return wait(REFUSED_RETRY_MS);
    }
    observed.podCidr = podRange.cidr;
    return proceed;
  },
};

const CONTROL_PLANE_KEYS = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
];

/** Pods go to control-plane nodes, whatever the label's value is. */
export const CONTROL_PLANE_AFFINITY = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: CONTROL_PLANE_KEYS.map(key => ({
        matchExpressions: [{ key, operator: 'Exists' }],
      })),
    },
  },
};

export const CONTROL_PLANE_TOLERATIONS = CONTROL_PLANE_KEYS.map(key => ({
  key,
  operator: 'Exists',
  effect: 'NoSchedule',
}));

const requests = (cpu: string, memory: string) => ({
  requests: { cpu, memory },
});

/** The hosted control plane, as the vendor's manager makes it. */
export function buildTenantControlPlane(
  cluster: DpuCluster,
  options: {
    address: string;
    port: number;
    version: string;
    podCidr?: string;
    /** Kamaji's network profile has `podCidrs`. */
    hasPodCidrs: boolean;
    settings: ReconcileSettings;
  },
): TenantControlPlane {
  const { address, port, version, podCidr, hasPodCidrs, settings } = options;
  const name = controlPlaneName(cluster.metadata.name);
  const spec = {
    dataStore: settings.dataStore,
    controlPlane: {
      deployment: {
        replicas: settings.controlPlaneReplicas,
        affinity: CONTROL_PLANE_AFFINITY,
        tolerations: CONTROL_PLANE_TOLERATIONS,
        resources: {
          apiServer: requests('250m', '512Mi'),
          controllerManager: requests('125m', '256Mi'),
          scheduler: requests('125m', '256Mi'),
        },
      },
      service: { serviceType: 'NodePort' },
    },
    kubernetes: {
      version,
      kubelet: { cgroupfs: 'systemd' },
      admissionControllers: ['ResourceQuota', 'LimitRanger'],
    },
    // Without it a rule of Kamaji's own schema fails on every write.
    networkProfile: {
      address,
      port,
      ...(podCidr && (hasPodCidrs ? { podCidrs: [podCidr] } : { podCidr })),
    },
    addons: { coreDNS: {}, kubeProxy: {} },
  };
  return {
    apiVersion: `${TENANT_CONTROL_PLANES.group}/${TENANT_CONTROL_PLANES.version}`,
    kind: TENANT_CONTROL_PLANES.kind,
    metadata: {
      name,
      namespace: cluster.metadata.namespace,
      labels: {
        ...childLabels(cluster),
        'tenant.clastix.io': labelValue(name),
      },
      ownerReferences: [ownerReference(cluster)],
    },
    spec,
  };
}

/** The reasons by which a rejected object is recorded, and what it is to a reader. */
const REJECTED = {
  ControlPlaneRefused: 'control plane',
  ServiceRefused: 'Service of the control plane',
  ConfigMapRefused: 'ConfigMap of keepalived',
  DaemonSetRefused: 'DaemonSet of keepalived',
} as const;

type RefusedReason = keyof typeof REJECTED;

/** What only Kamaji, or its webhook, answers. */
function describeKamajisRefusal(
  { status, message }: KubeApiError,
  { cluster, world, settings }: ReconcileContext,
): Problem | undefined {
  if (status === 404) {
    return problemOf(missingKamaji(cluster, world));
  }
  if (/DataStore/i.test(message) && /not exist|not found/i.test(message)) {
    return problemOf(missingDataStore(settings.dataStore, cluster, world));
  }
  return status === 500 && message.includes('failed calling webhook')
    ? {
        reason: 'KamajiAway',
        message:
          "Kamaji's webhook does not answer, so the control plane cannot be created.",
      }
    : undefined;
}

/**
 * Why the API server, or a webhook, does not take an object of ours, where that is a matter for a person; `undefined` where
 * trying again is the answer. The server says some of it by its message alone.
 */
export function describeRefusal(
  error: unknown,
  refused: RefusedReason,
  context: ReconcileContext,
): Problem | undefined {
  if (!(error instanceof KubeApiError)) {
    return undefined;
  }
  const ofKamaji =
    refused === 'ControlPlaneRefused'
      ? describeKamajisRefusal(error, context)
      : undefined;
  if (ofKamaji) {
    return ofKamaji;
  }
  const { status, message } = error;
  if (status === 500 && message.includes('failed to allocate a nodePort')) {
    return {
      reason: 'NodePortsExhausted',
      message:
        'The management cluster has no free NodePort, and the control plane needs one.',
    };
  }
  return [400, 403, 422].includes(status)
    ? {
        reason: message.includes('exceeded quota') ? 'QuotaExceeded' : refused,
        message: `The API server rejects the ${REJECTED[refused]}: ${message}`,
      }
    : undefined;
}

async function ensureControlPlane(
  context: ReconcileContext,
  address: string,
  port: number,
): Promise<PhaseResult> {
  const { cluster, world, observed, settings } = context;
  const { namespace, name } = identityOf(cluster);
  // Where the API has no such field the server has dropped it.
  const version =
    cluster.spec.version ??
    settings.kubernetesVersion ??
    DEFAULT_KUBERNETES_VERSION;
  try {
    const result = await ensureChild<TenantControlPlane>(context, {
      client: context.client('kamaji'),
      resource: TENANT_CONTROL_PLANES,
      known: world.tenantControlPlane(namespace, controlPlaneName(name)),
      build: () =>
        buildTenantControlPlane(cluster, {
          address,
          port,
          version,
          podCidr: observed.podCidr,
          hasPodCidrs: world.capabilities.kamajiPodCidrs ?? false,
          settings,
        }),
    });
    if (result.problem) {
      observed.problem = result.problem;
      return wait(result.afterMs);
    }
    observed.controlPlane = result.child;
    return proceed;
  } catch (error) {
    const refusal = describeRefusal(error, 'ControlPlaneRefused', context);
    if (!refusal) {
      throw error;
    }
    observed.problem = refusal;
    return wait(REFUSED_RETRY_MS);
  }
}

/** Asks Kamaji for the hosted control plane. What is there already is left as it is. */
export const reconcileControlPlane: Phase = {
  name: 'reconcileControlPlane',
  async run(context) {
    const { observed } = context;
    const { endpoint, port } = observed;
    return endpoint && port
      ? ensureControlPlane(context, endpoint.vip, port)
      : proceed;
  },
};
