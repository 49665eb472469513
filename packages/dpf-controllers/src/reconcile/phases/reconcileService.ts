import { Service } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, isInvalid } from '@dpf-portal/kube-controller';
import { controlPlaneName } from '@dpf-portal/dpf-world';
import { buildService, nodePortOf } from '../children/buildService';
import { ensureChild } from '../children/ensureChild';
import { isVendorService } from '../children/isVendorService';
import { Phase, PhaseResult, proceed, wait } from '../Phase';
import { ReconcileContext, identityOf } from '../ReconcileContext';
import { describeRefusal } from './describeRefusal';

const RETRY_MS = 30_000;
// Room is made without an event that would reach us.
const REFUSED_RETRY_MS = 10_000;

/** The port the cluster was last reached at, where the prober saw one. */
function portSeen(context: ReconcileContext): number | undefined {
  const server = context.world.observation(context.cluster)?.server;
  return server ? Number(new URL(server).port) || undefined : undefined;
}

/** `port`: the lost one, where it is known; it cannot be had any more then. */
function portLost(context: ReconcileContext, port?: number): PhaseResult {
  const lost = port
    ? `their NodePort ${port} is no longer free`
    : 'their NodePort is not known';
  context.observed.problem = {
    reason: 'NodePortLost',
    message: `The control plane and its Service were deleted, and ${lost}. DPUs that joined cannot reach it at another port, so it is not created again.`,
  };
  return wait(RETRY_MS);
}

async function ensureService(context: ReconcileContext): Promise<PhaseResult> {
  const { cluster, world, observed } = context;
  const { namespace, name } = identityOf(cluster);
  const known = world.service(namespace, controlPlaneName(name));
  const ranBefore = cluster.spec.kubeconfig !== undefined;
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
      adopts: service => isVendorService(service, controlPlaneName(name)),
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
 * Reserves the control plane's NodePort before the control plane is made. Written once: Kamaji rewrites it, and from
 * then on the control plane's own port is the truth.
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
