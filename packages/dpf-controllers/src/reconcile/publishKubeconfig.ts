import {
  DPF_ANNOTATIONS,
  DpuCluster,
  TenantControlPlane,
  kubeconfigTextOf,
} from '@dpf-portal/dpf-model';
import {
  KUBECONFIG_KEYS,
  KubeconfigSecret,
  Secret,
  adminKubeconfigName,
  credentialsFromKubeconfig,
} from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  isForbidden,
  isNotFound,
  isOwnedBy,
} from '@dpf-portal/kube-controller';
import {
  Phase,
  PhaseResult,
  ReconcileContext,
  Writer,
  identityOf,
  isTakenIn,
  managingWriter,
  proceed,
} from './ReconcileContext';
import {
  ControlPlaneEndpoint,
  appliedEndpoint,
  formatEndpoint,
  parseEndpoint,
  sameEndpoint,
  specifiedEndpoint,
} from './claimEndpoint';
import { recordEvent } from './status/writeStatus';
import { recordStoppedChange, webhookProblemOf } from './webhookAway';

const SECRET_RETRY_MS = 200;

/** Sets `spec.kubeconfig` where it is empty. Once set it is never replaced. */
export async function publishKubeconfigName(
  context: ReconcileContext,
  name: string,
  writer: Writer,
): Promise<void> {
  const { cluster, resource } = context;
  if (cluster.spec.kubeconfig) {
    return;
  }
  context.cluster = await context
    .client(writer)
    .mergePatch<DpuCluster>(resource, cluster.metadata, {
      metadata: { resourceVersion: cluster.metadata.resourceVersion },
      spec: { kubeconfig: name },
    });
}

async function publish(context: ReconcileContext): Promise<PhaseResult> {
  const { cluster, live, observed } = context;
  const { namespace, name } = identityOf(cluster);
  const secretName =
    observed.controlPlane?.status?.kubeconfig?.admin?.secretName ??
    adminKubeconfigName(name);
  const secret = await live.kubeconfigSecret(namespace, secretName);
  observed.kubeconfig = secret;
  if (secret.reason === 'SecretNotFound') {
    return { flow: 'continue', afterMs: SECRET_RETRY_MS };
  }
  await publishKubeconfigName(context, secretName, 'kamaji');
  return proceed;
}

/**
 * Publishes the name of the Secret with the admin kubeconfig as soon as Kamaji has created it, and before `Created` is
 * True.
 */
export const publishKubeconfig: Phase = {
  name: 'publishKubeconfig',
  async run(context) {
    const { cluster, observed } = context;
    const status =
      observed.controlPlane?.status?.kubernetesResources?.version?.status;
    return observed.endpoint && status === 'Ready' && !cluster.spec.kubeconfig
      ? publish(context)
      : proceed;
  },
};

/** DPF releases differ in which key they read. A user's own Secret is never written for that. */
async function completeKeys(
  context: ReconcileContext,
  secret: KubeconfigSecret,
): Promise<void> {
  const { missingKey } = secret;
  const madeHere =
    secret.annotations?.[DPF_ANNOTATIONS.requestId] !== undefined;
  if (!madeHere || !missingKey) {
    return;
  }
  const { clock, refusals } = context;
  const { namespace, uid } = identityOf(context.cluster);
  if (refusals.isKnown(uid, secret, clock.monotonic())) {
    return;
  }
  const client = context.client('static');
  const ref = { namespace, name: secret.state.name };
  const live = await client.get<Secret>(CORE_RESOURCES.secrets, ref);
  const present = KUBECONFIG_KEYS.find(key => live.data?.[key]);
  // A key that was not checked is not copied.
  if (!present || live.metadata.resourceVersion !== secret.resourceVersion) {
    return;
  }
  try {
    await client.mergePatch(CORE_RESOURCES.secrets, ref, {
      metadata: { resourceVersion: live.metadata.resourceVersion },
      data: { [missingKey]: live.data?.[present] },
    });
  } catch (error) {
    // One key is enough for everything done here.
    const stopped = webhookProblemOf(error);
    if (stopped) {
      recordStoppedChange(context, stopped);
      return;
    }
    // The controllers' identity may only read Secrets.
    if (!isForbidden(error)) {
      throw error;
    }
    refusals.remember(uid, secret, clock.monotonic());
    context.logger.debug(
      `The key ${missingKey} is missing in the Secret ${ref.name}, which may not be changed from here`,
    );
  }
}

/** Type static: everything depends on the Secret that the user brought. */
export const readStaticKubeconfig: Phase = {
  name: 'readStaticKubeconfig',
  async run(context) {
    const { cluster, live, observed } = context;
    if (managingWriter(context) !== 'static' || !isTakenIn(cluster)) {
      return proceed;
    }
    const { kubeconfig } = cluster.spec;
    if (kubeconfig) {
      const { namespace } = identityOf(cluster);
      observed.kubeconfig = await live.kubeconfigSecret(namespace, kubeconfig);
      await completeKeys(context, observed.kubeconfig);
    }
    return proceed;
  },
};

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

/** Matches Kamaji's own Secret if only its super-admin.conf has another endpoint. */
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

/** Runs once for each endpoint: if Kamaji writes the old key again, removing it again would never end. */
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
 * Kamaji does not update super-admin.conf when a control plane's endpoint changes. It creates the key again when the
 * key is missing.
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
