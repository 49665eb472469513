import { TenantControlPlane, kubeconfigTextOf } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  isForbidden,
  isNotFound,
  isOwnedBy,
} from '@dpf-portal/kube-controller';
import { Secret, credentialsFromKubeconfig } from '@dpf-portal/dpf-world';
import {
  ControlPlaneEndpoint,
  appliedEndpoint,
  formatEndpoint,
  parseEndpoint,
  sameEndpoint,
  specifiedEndpoint,
} from '../children/controlPlaneEndpoint';
import { Phase, proceed } from '../Phase';
import { ReconcileContext, managingWriter } from '../ReconcileContext';
import { recordEvent } from '../status/recordEvent';

const STALE_KEY = 'super-admin.conf';
const FRESH_KEY = 'admin.conf';
const REFRESHED = 'refreshed';

function endpointIn(
  secret: Secret,
  key: string,
): ControlPlaneEndpoint | undefined {
  try {
    const text = kubeconfigTextOf(secret.data?.[key] ?? '');
    return parseEndpoint(credentialsFromKubeconfig(text).server);
  } catch {
    return undefined;
  }
}

/** Kamaji's own Secret, where only its super-admin.conf is at another endpoint. */
async function readStale(
  context: ReconcileContext,
  tcp: TenantControlPlane,
  applied: ControlPlaneEndpoint,
): Promise<Secret | undefined> {
  const { cluster } = context;
  const secret = await context
    .client('kamaji')
    .get<Secret>(CORE_RESOURCES.secrets, {
      namespace: cluster.metadata.namespace,
      name: cluster.spec.kubeconfig ?? '',
    });
  const stale = endpointIn(secret, STALE_KEY);
  return isOwnedBy(secret, tcp.metadata.uid ?? '') &&
    stale &&
    !sameEndpoint(stale, applied) &&
    sameEndpoint(endpointIn(secret, FRESH_KEY), applied)
    ? secret
    : undefined;
}

async function refresh(
  context: ReconcileContext,
  tcp: TenantControlPlane,
  applied: ControlPlaneEndpoint,
): Promise<boolean> {
  const secret = await readStale(context, tcp, applied);
  if (secret) {
    await context
      .client('kamaji')
      .mergePatch(CORE_RESOURCES.secrets, secret.metadata, {
        metadata: { resourceVersion: secret.metadata.resourceVersion },
        data: { [STALE_KEY]: null },
      });
    await recordEvent(context, ['kamaji'], {
      type: 'Normal',
      reason: 'KubeconfigRefreshed',
      note: `${STALE_KEY} still named an old address. The key was removed, so that Kamaji makes it anew for ${formatEndpoint(
        applied,
      )}.`,
    });
  }
  return secret !== undefined;
}

/** Once for each endpoint: where Kamaji makes the key as it was, removing it again would be a fight. */
async function refreshOnce(
  context: ReconcileContext,
  tcp: TenantControlPlane,
  applied: ControlPlaneEndpoint,
): Promise<void> {
  const { rewrites, logger } = context;
  const { uid = '' } = tcp.metadata;
  const what = formatEndpoint(applied);
  if (rewrites.isKnown(uid, REFRESHED, what)) {
    return;
  }
  try {
    if (await refresh(context, tcp, applied)) {
      rewrites.remember(uid, REFRESHED, what);
    }
  } catch (error) {
    if (isForbidden(error)) {
      rewrites.remember(uid, REFRESHED, what);
      logger.warn(
        `${STALE_KEY} in the Secret ${context.cluster.spec.kubeconfig} names an old address, and the Secret may not be patched here. Remove the key by hand, or bind dpf-controllers-secrets in this namespace.`,
      );
    } else if (!isNotFound(error)) {
      throw error;
    }
  }
}

/**
 * Kamaji leaves super-admin.conf at the old address when a control plane's endpoint is changed, and makes it anew when
 * the key is gone.
 */
export const refreshAdminKubeconfig: Phase = {
  name: 'refreshAdminKubeconfig',
  async run(context) {
    const { cluster, world, observed } = context;
    const { controlPlane } = observed;
    if (
      managingWriter(context) !== 'kamaji' ||
      !cluster.spec.kubeconfig ||
      !controlPlane
    ) {
      return proceed;
    }
    const applied = appliedEndpoint(controlPlane);
    const probed = parseEndpoint(world.observation(cluster)?.server);
    const settled = sameEndpoint(applied, specifiedEndpoint(controlPlane));
    if (applied && settled && probed && !sameEndpoint(probed, applied)) {
      await refreshOnce(context, controlPlane, applied);
    }
    return proceed;
  },
};
