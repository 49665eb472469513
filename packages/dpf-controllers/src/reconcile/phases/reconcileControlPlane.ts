import {
  DEFAULT_KUBERNETES_VERSION,
  TenantControlPlane,
} from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES, controlPlaneName } from '@dpf-portal/dpf-world';
import { buildTenantControlPlane } from '../children/buildTenantControlPlane';
import { ensureChild } from '../children/ensureChild';
import { Phase, PhaseResult, proceed, wait } from '../Phase';
import { ReconcileContext, identityOf } from '../ReconcileContext';
import { describeRefusal } from './describeRefusal';

const REFUSED_RETRY_MS = 30_000;

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
