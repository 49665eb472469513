import {
  CONTROL_PLANE_NODE_LABELS,
  CONTROL_PLANE_TOLERATIONS,
  DEFAULT_KUBERNETES_VERSION,
  DpuCluster,
  Finding,
  KamajiFields,
  SERVICE_CIDR,
  TenantControlPlane,
  missingDataStore,
  missingKamaji,
  ownControlPlaneOf,
  planControlPlane,
  typeChanged,
  ownerReferenceTo,
  withAllParts,
} from '@dpf-portal/dpf-model';
import {
  TENANT_CONTROL_PLANES,
  controlPlaneLabels,
  controlPlaneName,
} from '@dpf-portal/dpf-world';
import {
  KubeApiError,
  isDeniedByWebhook,
  isNotFound,
  isStale,
} from '@dpf-portal/kube-controller';
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
import { ensureChild } from './ensureChild';
import { webhookProblemOf } from './webhookAway';

/** Decided by the current Secret: no child is created for a cluster that was registered as static. */
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
 * Finds our control plane, and rejects a change of the type: only the manager that made the children can maintain them.
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
 * Runs before a control plane is created: decides what cannot be changed later, and creates none that would lack
 * something required. An existing control plane is not changed.
 */
export const planNewControlPlane: Phase = {
  name: 'planNewControlPlane',
  async run(context) {
    const { api, cluster, world, settings, observed } = context;
    // If there is an endpoint, this process holds the kamaji role and everything has been listed, including DPF's
    // configuration.
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

/** Pods run on control-plane nodes, whatever the value of the label is. */
export const CONTROL_PLANE_AFFINITY = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: CONTROL_PLANE_NODE_LABELS.map(key => ({
        matchExpressions: [{ key, operator: 'Exists' }],
      })),
    },
  },
};

const requests = (cpu: string, memory: string) => ({
  requests: { cpu, memory },
});

/** Builds the hosted control plane as the vendor's manager does. */
export function buildTenantControlPlane(
  cluster: DpuCluster,
  options: {
    address: string;
    port: number;
    version: string;
    podCidr?: string;
    /** Whether Kamaji's network profile has `podCidrs`. */
    hasPodCidrs: boolean;
    /** The other fields that Kamaji has, if they are known. */
    fields?: KamajiFields;
    settings: ReconcileSettings;
  },
): TenantControlPlane {
  const { address, port, version, podCidr, hasPodCidrs, settings } = options;
  const { fields } = options;
  const name = controlPlaneName(cluster.metadata.name);
  const spec = {
    dataStore: settings.dataStore,
    controlPlane: {
      deployment: {
        replicas: settings.controlPlaneReplicas,
        affinity: CONTROL_PLANE_AFFINITY,
        tolerations: [
          ...CONTROL_PLANE_TOLERATIONS,
          ...(settings.tolerations ?? []),
        ],
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
    // Without it, a rule in Kamaji's own schema rejects every write.
    networkProfile: {
      address,
      port,
      ...(podCidr && (hasPodCidrs ? { podCidrs: [podCidr] } : { podCidr })),
      ...(fields?.serviceCidrs ? { serviceCidrs: [SERVICE_CIDR] } : {}),
    },
    addons: { coreDNS: {}, kubeProxy: {} },
  };
  const controlPlane: TenantControlPlane = {
    apiVersion: `${TENANT_CONTROL_PLANES.group}/${TENANT_CONTROL_PLANES.version}`,
    kind: TENANT_CONTROL_PLANES.kind,
    metadata: {
      name,
      namespace: cluster.metadata.namespace,
      labels: controlPlaneLabels(cluster),
      ownerReferences: [ownerReferenceTo(cluster)],
    },
    spec,
  };
  return withAllParts(controlPlane, { fields, version });
}

/** The reasons for a rejected object, its kind, and what it is called in a message. */
const REJECTED = {
  ControlPlaneRefused: { kind: 'TenantControlPlane', name: 'control plane' },
  ServiceRefused: { kind: 'Service', name: 'Service of the control plane' },
  ConfigMapRefused: { kind: 'ConfigMap', name: 'ConfigMap of keepalived' },
  DaemonSetRefused: { kind: 'DaemonSet', name: 'DaemonSet of keepalived' },
} as const;

type RefusedReason = keyof typeof REJECTED;

/** Refusals that only Kamaji or its webhook gives. */
function describeKamajisRefusal(
  error: KubeApiError,
  { cluster, world, settings }: ReconcileContext,
): Problem | undefined {
  const { status, message } = error;
  if (status === 404 && !isDeniedByWebhook(error)) {
    return problemOf(missingKamaji(cluster, world));
  }
  if (/DataStore/i.test(message) && /not exist|not found/i.test(message)) {
    return problemOf(missingDataStore(settings.dataStore, cluster, world));
  }
  return undefined;
}

/**
 * Why the API server or a webhook rejects one of our objects, if a person has to act; `undefined` if a retry is enough.
 * Some reasons are found only in the server's message.
 */
export function describeRefusal(
  error: unknown,
  refused: RefusedReason,
  context: ReconcileContext,
): Problem | undefined {
  if (!(error instanceof KubeApiError)) {
    return undefined;
  }
  const stopped =
    webhookProblemOf(error, REJECTED[refused].kind) ??
    (refused === 'ControlPlaneRefused'
      ? describeKamajisRefusal(error, context)
      : undefined);
  if (stopped) {
    return stopped;
  }
  const { status, message } = error;
  if (status === 500 && message.includes('failed to allocate a nodePort')) {
    return {
      reason: 'NodePortsExhausted',
      message:
        'The management cluster has no free NodePort, and the control plane needs one.',
    };
  }
  // A webhook that denies a request chooses the status.
  return isDeniedByWebhook(error) || [400, 403, 422].includes(status)
    ? {
        reason: message.includes('exceeded quota') ? 'QuotaExceeded' : refused,
        message: `The API server rejects the ${REJECTED[refused].name}: ${message}`,
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
  // If the API has no such field, the server has dropped it.
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
          fields: world.capabilities.kamajiFields,
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

/** Creates the TenantControlPlane, from which Kamaji makes the control plane. An existing one is not changed. */
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

/**
 * Changes fields of a control plane, if it is still the one that was read. Returns why the API server, a webhook
 * or Kamaji rejects the change, if a person has to act; throws to be retried.
 */
export async function patchControlPlane(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
  change: { metadata?: object; spec: object },
): Promise<Problem | undefined> {
  const { uid, resourceVersion } = controlPlane.metadata;
  try {
    context.observed.controlPlane = await context
      .client('kamaji')
      .mergePatch<TenantControlPlane>(
        TENANT_CONTROL_PLANES,
        controlPlane.metadata,
        {
          ...change,
          metadata: { ...change.metadata, uid, resourceVersion },
        },
      );
    return undefined;
  } catch (error) {
    const refusal =
      isStale(error) || isNotFound(error)
        ? undefined
        : describeRefusal(error, 'ControlPlaneRefused', context);
    if (!refusal) {
      throw error;
    }
    return refusal;
  }
}
