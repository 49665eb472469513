import {
  CONTROL_PLANE_TOLERATIONS,
  DaemonSet,
  Endpoint,
  FIELD_MANAGERS,
  Toleration,
  keepalivedFormOf,
  keepalivedName,
  ownershipOf,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  KubeObject,
  ResourceType,
  isStale,
  subsetEquals,
} from '@dpf-portal/kube-controller';
import { WANTED_HASH_ANNOTATION, sha256 } from '@dpf-portal/dpf-world';
import {
  buildKeepalivedConfigMap,
  buildKeepalivedDaemonSet,
  followsVendorKeepalived,
} from './buildKeepalived';
import { adopt, ensureChild } from './ensureChild';
import {
  Phase,
  ReconcileContext,
  identityOf,
  proceed,
  wait,
} from './ReconcileContext';
import { describeRefusal } from './reconcileControlPlane';
import { recordStoppedChange, webhookProblemOf } from './webhookAway';

// The deletion of the old object is an event. The interval only bounds the effect of a lost one.
const REPLACE_RETRY_MS = 1_000;
// No event reports that a quota has room again.
const REFUSED_RETRY_MS = 10_000;
const REFUSED = {
  configMaps: 'ConfigMapRefused',
  daemonSets: 'DaemonSetRefused',
} as const;

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

/** Reverts a child of ours to its wanted state. The uid ensures that a recreated object is not changed. */
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
      { fieldManager: FIELD_MANAGERS.kamaji, force: true },
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
  plural: keyof typeof REFUSED,
  known: T | undefined,
  plain: T,
  /** Fields that a new child gets, and that an existing one keeps as they are. They are not part of the wanted state. */
  free: {
    whenNew: (wanted: T) => T;
    asLive: (wanted: T, live: T) => T;
  } = { whenNew: wanted => wanted, asLive: wanted => wanted },
): Promise<{ child: T } | { afterMs: number }> {
  const resource = CORE_RESOURCES[plural];
  const wanted = withHash(plain, sha256(JSON.stringify(plain)));
  let live: T | undefined;
  try {
    const result = await ensureChild<T>(context, {
      client: context
        .client('kamaji')
        .withOptions({ fieldManager: FIELD_MANAGERS.kamaji }),
      resource,
      known,
      build: () => free.whenNew(wanted),
    });
    if (result.problem) {
      context.observed.keepalivedProblem = result.problem;
      return { afterMs: result.afterMs };
    }
    if (result.created) {
      return { child: result.child };
    }
    live = result.child;
    const asLive = free.asLive(wanted, live);
    return { child: await repair(context, resource, live, asLive) };
  } catch (error) {
    if (isStale(error)) {
      // It was deleted and created again; the next pass decides.
      return { afterMs: 1_000 };
    }
    const stopped = live && webhookProblemOf(error, resource.kind);
    if (live && stopped) {
      // keepalived goes on with what it has.
      recordStoppedChange(context, stopped);
      return { child: live };
    }
    const refusal = describeRefusal(error, REFUSED[plural], context);
    if (refusal) {
      context.observed.keepalivedProblem = refusal;
      return { afterMs: REFUSED_RETRY_MS };
    }
    throw error;
  }
}

/** The cluster's DaemonSet, if it exists and nobody else owns it. */
function liveKeepalived(
  { cluster, world }: ReconcileContext,
  child: string,
): DaemonSet | undefined {
  const { namespace } = identityOf(cluster);
  const live = world.daemonSet(namespace, child);
  return live &&
    ['own', 'orphan'].includes(ownershipOf(cluster, world, 'DaemonSet', live))
    ? live
    : undefined;
}

/** Adopts the vendor's keepalived, if it has no owner, together with its ConfigMap, which is not watched. */
async function adoptVendors(
  context: ReconcileContext,
  daemonSet: DaemonSet,
): Promise<DaemonSet> {
  const { cluster, world } = context;
  if (ownershipOf(cluster, world, 'DaemonSet', daemonSet) !== 'orphan') {
    return daemonSet;
  }
  const { configMaps, daemonSets } = CORE_RESOURCES;
  const client = context.client('kamaji');
  const { namespace = '', name } = daemonSet.metadata;
  if (world.childExists('ConfigMap', namespace, name)) {
    const config = await client.get(configMaps, daemonSet.metadata);
    if (ownershipOf(cluster, world, 'ConfigMap', config) === 'orphan') {
      await adopt(context, client, configMaps, config);
    }
  }
  return adopt(context, client, daemonSets, daemonSet);
}

/**
 * Keeps the keepalived of DPF's own manager while it serves the endpoint, because replacing it would interrupt the VIP
 * for a moment. After an edit, or without its ConfigMap, its pods have to be recreated anyway, so ours replace them.
 * True while it is kept.
 */
async function keepVendors(
  context: ReconcileContext,
  daemonSet: DaemonSet,
  endpoint: Endpoint,
  port: number,
): Promise<boolean> {
  const { observed, world } = context;
  const { namespace = '', name, uid } = daemonSet.metadata;
  if (
    followsVendorKeepalived(daemonSet, endpoint, port) &&
    world.childExists('ConfigMap', namespace, name) !== false
  ) {
    observed.daemonSet = daemonSet;
    return true;
  }
  await context
    .client('kamaji')
    .delete(CORE_RESOURCES.daemonSets, { namespace, name }, { uid });
  return false;
}

/**
 * The image pull Secrets of a new DaemonSet: those of the settings and of DPF's own configuration. A running DaemonSet
 * is not rolled for a change. The kubelet ignores a Secret that does not exist in the cluster's namespace.
 */
function pullSecretsOf({ world, settings }: ReconcileContext): string[] {
  const config = world.operatorConfig();
  const names =
    typeof config === 'object' ? config.spec?.imagePullSecrets ?? [] : [];
  return [...new Set([...settings.imagePullSecrets, ...names])];
}

/**
 * The tolerations that a DaemonSet has besides those of control-plane nodes, from a setting or by hand. It keeps them: a
 * change would restart its pods, and without them the VIP could lose its nodes.
 */
function addedTolerations({ spec }: DaemonSet): Toleration[] {
  const { tolerations = [] } = spec?.template?.spec ?? {};
  return tolerations.filter(
    live => !CONTROL_PLANE_TOLERATIONS.some(own => subsetEquals(own, live)),
  );
}

/** Reconciles keepalived, which holds the VIP on one of the control-plane nodes. */
export const reconcileKeepalived: Phase = {
  name: 'reconcileKeepalived',
  async run(context) {
    const { cluster, world, observed, settings } = context;
    const { endpoint, port } = observed;
    if (!endpoint || !port || !observed.controlPlane) {
      return proceed;
    }
    const { namespace, name } = identityOf(cluster);
    const child = keepalivedName(name);
    const live = liveKeepalived(context, child);
    const form = live && keepalivedFormOf(cluster, live);
    if (live && form === 'dpf') {
      const kept = await keepVendors(
        context,
        await adoptVendors(context, live),
        endpoint,
        port,
      );
      return kept ? proceed : wait(REPLACE_RETRY_MS);
    }
    if (live && form === 'unknown') {
      // A finding reports it. What it serves decides whether the cluster is Ready.
      observed.daemonSet = live;
      return proceed;
    }
    const wantedConfig = buildKeepalivedConfigMap(cluster, endpoint, port);
    const config = await ensure(
      context,
      'configMaps',
      world.configMap(namespace, child),
      wantedConfig,
    );
    if ('afterMs' in config) {
      return wait(config.afterMs);
    }
    observed.configMap = config.child;
    const build = (
      imagePullSecrets: readonly string[],
      tolerations: readonly Toleration[] = [],
    ) =>
      buildKeepalivedDaemonSet(cluster, {
        endpoint,
        configMap: wantedConfig,
        settings: { ...settings, imagePullSecrets },
        tolerations,
        form: form === 'portalOwnSelector' ? form : 'portal',
      });
    const daemonSet = await ensure<DaemonSet>(
      context,
      'daemonSets',
      world.daemonSet(namespace, child),
      build(settings.imagePullSecrets),
      {
        whenNew: wanted => ({
          ...wanted,
          spec: build(pullSecretsOf(context), settings.tolerations).spec,
        }),
        asLive: (wanted, current) => ({
          ...wanted,
          spec: build(settings.imagePullSecrets, addedTolerations(current))
            .spec,
        }),
      },
    );
    if ('afterMs' in daemonSet) {
      return wait(daemonSet.afterMs);
    }
    observed.daemonSet = daemonSet.child;
    return proceed;
  },
};
