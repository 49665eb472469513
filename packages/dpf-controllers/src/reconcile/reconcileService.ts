import {
  DpuCluster,
  Finding,
  Service,
  nameTakenBy,
  ownerReferenceTo,
} from '@dpf-portal/dpf-model';
import {
  TENANT_CONTROL_PLANES,
  childLabels,
  controlPlaneName,
} from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  isInvalid,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { ensureChild, takenRetryMs } from './ensureChild';
import {
  Phase,
  PhaseResult,
  ReconcileContext,
  identityOf,
  problemOf,
  proceed,
  wait,
} from './ReconcileContext';
import { describeRefusal } from './reconcileControlPlane';

/** The name that Kamaji requires for the port of the API server. */
export const API_SERVER_PORT_NAME = 'kube-apiserver';

interface NodePortService extends Service {
  spec: {
    type: 'NodePort';
    selector: Record<string, string>;
    ports: Array<{
      name: string;
      protocol: 'TCP';
      port: number;
      targetPort: number;
      nodePort?: number;
    }>;
  };
}

/** Builds the Service that reserves the control plane's NodePort. Kamaji takes it over. */
export function buildService(
  cluster: DpuCluster,
  nodePort?: number,
): NodePortService {
  const name = controlPlaneName(cluster.metadata.name);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: cluster.metadata.namespace,
      labels: childLabels(cluster),
      ownerReferences: [ownerReferenceTo(cluster)],
    },
    spec: {
      type: 'NodePort',
      selector: { 'kamaji.clastix.io/name': name },
      ports: [
        {
          name: API_SERVER_PORT_NAME,
          protocol: 'TCP',
          port: 6443,
          targetPort: 6443,
          ...(nodePort ? { nodePort } : {}),
        },
      ],
    },
  };
}

/** The NodePort that the server assigned to the Service. */
export function nodePortOf(service: Service): number | undefined {
  const { ports = [] } = service.spec ?? {};
  const port = ports.find(({ name }) => name === API_SERVER_PORT_NAME);
  return (port ?? ports[0])?.nodePort;
}

const LOST_PORT_RETRY_MS = 30_000;
// No event reports that a quota or a NodePort is free again.
const REFUSED_RETRY_MS = 10_000;

/** The port at which the prober last reached the cluster. */
function portSeen(context: ReconcileContext): number | undefined {
  const server = context.world.observation(context.cluster)?.server;
  return server ? Number(new URL(server).port) || undefined : undefined;
}

/** `port` is the lost port, if it is known. It cannot be reserved again. */
function portLost(context: ReconcileContext, port?: number): PhaseResult {
  const lost = port
    ? `their NodePort ${port} is no longer free`
    : 'their NodePort is not known';
  context.observed.problem = {
    reason: 'NodePortLost',
    message: `The control plane and its Service were deleted, and ${lost}. DPUs that joined cannot reach it at another port, so it is not created again.`,
  };
  return wait(LOST_PORT_RETRY_MS);
}

/** Services without this project's label, such as those of DPF's own manager, are not watched. */
async function unwatchedService(
  context: ReconcileContext,
): Promise<Service | undefined> {
  const { namespace, name } = identityOf(context.cluster);
  try {
    return await context
      .client('kamaji')
      .get<Service>(CORE_RESOURCES.services, {
        namespace,
        name: controlPlaneName(name),
      });
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

/** No port is reserved while a control plane of somebody else, or of an earlier cluster, has the name. */
function controlPlaneTaken({
  cluster,
  world,
}: ReconcileContext): Finding | undefined {
  const { namespace, name } = identityOf(cluster);
  const controlPlane = world.tenantControlPlane(
    namespace,
    controlPlaneName(name),
  );
  return (
    controlPlane &&
    nameTakenBy(cluster, world, TENANT_CONTROL_PLANES.kind, controlPlane)
  );
}

async function ensureService(context: ReconcileContext): Promise<PhaseResult> {
  const { cluster, world, observed } = context;
  const { namespace, name } = identityOf(cluster);
  const taken = controlPlaneTaken(context);
  if (taken) {
    observed.problem = problemOf(taken);
    return wait(takenRetryMs(taken));
  }
  const ranBefore = cluster.spec.kubeconfig !== undefined;
  const known =
    world.service(namespace, controlPlaneName(name)) ??
    (ranBefore ? await unwatchedService(context) : undefined);
  const port = ranBefore && !known ? portSeen(context) : undefined;
  if (ranBefore && !known && !port) {
    return portLost(context);
  }
  try {
    const result = await ensureChild<Service>(context, {
      client: context.client('kamaji'),
      resource: CORE_RESOURCES.services,
      known,
      build: () => buildService(cluster, port),
      // Kamaji becomes its owner together with the control plane.
      isUsedUnowned: true,
    });
    if (result.problem) {
      observed.problem = result.problem;
      return wait(result.afterMs);
    }
    observed.service = result.child;
    observed.port = nodePortOf(result.child);
  } catch (error) {
    if (port && isInvalid(error)) {
      return portLost(context, port);
    }
    observed.problem = describeRefusal(error, 'ServiceRefused', context);
    if (observed.problem) {
      return wait(REFUSED_RETRY_MS);
    }
    throw error;
  }
  return observed.port ? proceed : wait(1_000);
}

/**
 * Reserves the control plane's NodePort before the control plane is created. The Service is written once: Kamaji
 * rewrites it, and from then on the control plane's own port counts.
 */
export const reconcileService: Phase = {
  name: 'reconcileService',
  async run(context) {
    const { observed } = context;
    if (!observed.endpoint) {
      return proceed;
    }
    const running = observed.controlPlane?.spec?.networkProfile?.port;
    if (running) {
      observed.port = running;
      return proceed;
    }
    return ensureService(context);
  },
};
