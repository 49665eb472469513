import {
  CORE_RESOURCES,
  KubeObject,
  ResourceType,
  isStale,
  subsetEquals,
} from '@dpf-portal/kube-controller';
import {
  buildKeepalivedConfigMap,
  buildKeepalivedDaemonSet,
} from '../children/buildKeepalived';
import { ensureChild } from '../children/ensureChild';
import { WANTED_HASH_ANNOTATION, sha256 } from '../children/labels';
import { keepalivedName } from '../children/names';
import { Phase, proceed, wait } from '../Phase';
import { ReconcileContext, identityOf } from '../ReconcileContext';

const FIELD_MANAGER = 'dpf-portal-kamaji';

function withHash<T extends KubeObject>(wanted: T, hash: string): T {
  return {
    ...wanted,
    metadata: {
      ...wanted.metadata,
      annotations: {
        ...wanted.metadata.annotations,
        [WANTED_HASH_ANNOTATION]: hash,
      },
    },
  };
}

/** Brings a child of ours back to what is wanted. The uid makes sure that a recreated object is not touched. */
async function repair<T extends KubeObject>(
  context: ReconcileContext,
  resource: ResourceType,
  live: T,
  wanted: T,
): Promise<T> {
  const hash = wanted.metadata.annotations?.[WANTED_HASH_ANNOTATION] ?? '';
  const { uid = '', resourceVersion = '' } = live.metadata;
  if (
    subsetEquals(wanted, live) ||
    context.rewrites.isKnown(uid, resourceVersion, hash)
  ) {
    return live;
  }
  const applied = await context
    .client('kamaji')
    .apply<T>(
      resource,
      { ...wanted, metadata: { ...wanted.metadata, uid } },
      { fieldManager: FIELD_MANAGER, force: true },
    );
  if (!subsetEquals(wanted, applied)) {
    context.rewrites.remember(
      uid,
      applied.metadata.resourceVersion ?? '',
      hash,
    );
    context.logger.warn(
      `${resource.kind} ${live.metadata.name} was changed by something else as it was written; it is left so`,
    );
  }
  return applied;
}

async function ensure<T extends KubeObject>(
  context: ReconcileContext,
  resource: ResourceType,
  known: T | undefined,
  plain: T,
): Promise<{ child: T } | { afterMs: number }> {
  const wanted = withHash(plain, sha256(JSON.stringify(plain)));
  const result = await ensureChild<T>(context, {
    client: context
      .client('kamaji')
      .withOptions({ fieldManager: FIELD_MANAGER }),
    resource,
    known,
    build: () => wanted,
  });
  if (result.problem) {
    context.observed.keepalivedProblem = result.problem;
    return { afterMs: result.afterMs };
  }
  if (result.created) {
    return { child: result.child };
  }
  try {
    return { child: await repair(context, resource, result.child, wanted) };
  } catch (error) {
    if (isStale(error)) {
      // Deleted and made anew by somebody: the next look decides.
      return { afterMs: 1_000 };
    }
    throw error;
  }
}

/** keepalived, which holds the VIP on one of the control-plane nodes. */
export const reconcileKeepalived: Phase = {
  name: 'reconcileKeepalived',
  async run(context) {
    const { cluster, reads, observed, settings } = context;
    const { endpoint, port } = observed;
    if (!endpoint || !port || !observed.controlPlane) {
      return proceed;
    }
    const { namespace, name } = identityOf(cluster);
    const child = keepalivedName(name);
    const wantedConfig = buildKeepalivedConfigMap(cluster, endpoint, port);
    const config = await ensure(
      context,
      CORE_RESOURCES.configMaps,
      reads.configMap(namespace, child),
      wantedConfig,
    );
    if ('afterMs' in config) {
      return wait(config.afterMs);
    }
    observed.configMap = config.child;
    const daemonSet = await ensure<KubeObject>(
      context,
      CORE_RESOURCES.daemonSets,
      reads.daemonSet(namespace, child),
      buildKeepalivedDaemonSet(cluster, {
        endpoint,
        configMap: wantedConfig,
        settings,
      }),
    );
    if ('afterMs' in daemonSet) {
      return wait(daemonSet.afterMs);
    }
    observed.daemonSet = daemonSet.child;
    return proceed;
  },
};
