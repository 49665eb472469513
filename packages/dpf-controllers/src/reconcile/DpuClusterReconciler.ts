import {
  ControllerRole,
  DPF_ANNOTATIONS,
  DpuCluster,
  DpuClusterApi,
  World,
  readPause,
} from '@dpf-portal/dpf-model';
import {
  Clock,
  EventRecorder,
  GateClosedError,
  KubeClient,
  Logger,
  ReconcileResult,
  ResourceType,
  isStale,
  parseKey,
} from '@dpf-portal/kube-controller';
import {
  LiveReads,
  Phase,
  Problem,
  ReconcileContext,
  ReconcileSettings,
  Writer,
  identityOf,
  managingWriter,
} from './ReconcileContext';
import { assessHealth, runVendorManager } from './assessHealth';
import {
  blockDeletion,
  ensureFinalizers,
  holdNewClusters,
} from './blockDeletion';
import { claimEndpoint, keepEndpoint } from './claimEndpoint';
import {
  observeControlPlane,
  planNewControlPlane,
  reconcileControlPlane,
} from './reconcileControlPlane';
import { restoreControlPlane } from './restoreControlPlane';
import {
  publishKubeconfig,
  readStaticKubeconfig,
  refreshAdminKubeconfig,
} from './publishKubeconfig';
import { prepareHandBack } from './prepareHandBack';
import { reconcileKeepalived } from './reconcileKeepalived';
import { reconcileMetrics } from './reconcileMetrics';
import { reconcileService } from './reconcileService';
import { upgradeControlPlane } from './upgradeControlPlane';
import { ClusterManager } from '../clusterManager/ClusterManager';
import { Attempts, Refusals, Rewrites } from './rememberedWrites';
import { EndpointClaims } from './claims';
import { SettlingTimes } from './status/computeStatus';
import {
  recordEvent,
  recordOnDeleted,
  writeStatus,
} from './status/writeStatus';
import {
  WEBHOOK_RETRY_MS,
  isStoppedByWebhook,
  recordStoppedPhase,
  webhookProblemOf,
} from './webhookAway';

/** The phases of a reconcile, in order. */
export const PHASES: readonly Phase[] = [
  blockDeletion,
  holdNewClusters,
  ensureFinalizers,
  observeControlPlane,
  runVendorManager,
  readStaticKubeconfig,
  keepEndpoint,
  claimEndpoint,
  planNewControlPlane,
  reconcileService,
  reconcileControlPlane,
  restoreControlPlane,
  upgradeControlPlane,
  reconcileKeepalived,
  publishKubeconfig,
  refreshAdminKubeconfig,
  assessHealth,
  reconcileMetrics,
  prepareHandBack,
];

// Adding the finalizers is a pass of its own; nothing else needs a second pass at once.
const MOST_PASSES = 3;
const LONGEST_REST_MS = 60 * 60_000;
const NOT_LISTED_RETRY_MS = 200;

/** @public */
export interface DpuClusterReconcilerOptions {
  /** The features of the group's API, read again for each pass because its definition may be upgraded at any time. */
  api: () => DpuClusterApi;
  /** The group's DPUClusters, in the version that is served now. */
  resource: () => ResourceType;
  /** The DPUCluster of this group by key. */
  cluster: (ref: {
    namespace?: string;
    name: string;
  }) => DpuCluster | undefined;
  /** World of the management cluster, read again for each pass. */
  world: () => World;
  live: LiveReads;
  /** The roles that this process holds for this group, read again for each pass. */
  roles: () => ReadonlySet<ControllerRole>;
  managers: ReadonlyMap<string, ClusterManager>;
  client: (...writers: Writer[]) => KubeClient;
  /** Shared by the reconcilers of all groups. */
  claims: EndpointClaims;
  /** Uids of the clusters whose upgrade is being started. Shared by the reconcilers of all groups. */
  startingUpgrades: Set<string>;
  events: Pick<EventRecorder, 'record'>;
  settings: ReconcileSettings;
  clock: Clock;
  logger: Logger;
  phases?: readonly Phase[];
}

/** Reconciles the DPUClusters of one API group. */
export class DpuClusterReconciler {
  readonly #options: DpuClusterReconcilerOptions;
  readonly #rewrites = new Rewrites();
  readonly #refusals = new Refusals();
  readonly #attempts = new Attempts();
  readonly #settling: SettlingTimes;

  constructor(options: DpuClusterReconcilerOptions) {
    this.#options = options;
    this.#settling = new SettlingTimes(options);
  }

  /** Reconciles the cluster with this key, `namespace/name`. Throws to be retried. */
  async reconcile(
    key: string,
    options: { logger: Logger },
  ): Promise<ReconcileResult> {
    const seen = this.#options.cluster(parseKey(key));
    if (!seen) {
      return undefined;
    }
    if (this.#options.live.relistPending()) {
      return { requeueAfterMs: NOT_LISTED_RETRY_MS };
    }
    if (!this.#childrenAreKnown(seen)) {
      return { requeueAfterMs: NOT_LISTED_RETRY_MS };
    }
    let cluster = seen;
    let requeueAfterMs: number | undefined;
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const paused = this.#pausedForMs(cluster);
      if (paused > 0) {
        return { requeueAfterMs: Math.min(paused, LONGEST_REST_MS) };
      }
      const context = this.#context(cluster, options.logger);
      if (context.roles.size === 0 && !managingWriter(context)) {
        return undefined;
      }
      const before = cluster.status?.phase ?? 'Pending';
      requeueAfterMs = await this.#pass(context);
      cluster = context.cluster;
      const after = cluster.status?.phase ?? 'Pending';
      if (before !== 'Pending' || after === 'Pending') {
        break;
      }
    }
    return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
  }

  /** To be called when the cluster was deleted: drops what was remembered of it. */
  forget(cluster: DpuCluster): void {
    const { uid } = identityOf(cluster);
    this.#settling.forget(uid);
    this.#refusals.forget(uid);
    this.#attempts.forget(uid);
    this.#options.claims.release(uid);
  }

  #context(cluster: DpuCluster, logger: Logger): ReconcileContext {
    const { api, resource, world, live, client, claims } = this.#options;
    const { startingUpgrades, events, settings, clock } = this.#options;
    return {
      cluster,
      api: api(),
      resource: resource(),
      world: world(),
      live,
      client,
      claims,
      startingUpgrades,
      events,
      settings,
      clock,
      logger,
      roles: this.#options.roles(),
      manager: this.#options.managers.get(cluster.spec.type),
      rewrites: this.#rewrites,
      refusals: this.#refusals,
      attempts: this.#attempts,
      observed: {},
    };
  }

  /**
   * Runs all phases once, then writes the status. The status is written after a failed phase too, unless a write was
   * what failed. While a webhook stops a write, nothing shortens the time until the next attempt but an event.
   */
  async #pass(context: ReconcileContext): Promise<number | undefined> {
    const delays: number[] = [];
    let failure: unknown;
    try {
      await this.#runPhases(context, delays);
    } catch (error) {
      failure = error;
    }
    const stopped = webhookProblemOf(failure);
    if (stopped) {
      failure = undefined;
      recordStoppedPhase(context, stopped);
    }
    const lostTouch = failure instanceof GateClosedError || isStale(failure);
    const isStatusStopped =
      !lostTouch && (await this.#writeStatus(context, delays, stopped));
    if (failure) {
      throw failure;
    }
    if (isStatusStopped || isStoppedByWebhook(context)) {
      return WEBHOOK_RETRY_MS;
    }
    return delays.length > 0 ? Math.min(...delays) : undefined;
  }

  /** Resolves with whether a webhook stopped it. That is recorded in an Event, because no condition can have it. */
  async #writeStatus(
    context: ReconcileContext,
    delays: number[],
    stopped: Problem | undefined,
  ): Promise<boolean> {
    try {
      const { cluster, observed } = context;
      if (cluster.metadata.deletionTimestamp && !observed.isDeletionHeld) {
        await (stopped && recordOnDeleted(context, stopped));
        return false;
      }
      const { heldForMs } = await writeStatus(context, this.#settling);
      if (heldForMs !== undefined) {
        delays.push(heldForMs);
      }
      return false;
    } catch (error) {
      const problem = webhookProblemOf(error);
      if (!problem) {
        throw error;
      }
      const manager = managingWriter(context);
      await recordEvent(
        context,
        [...context.roles, ...(manager === 'vendor' ? [manager] : [])],
        { type: 'Warning', reason: problem.reason, note: problem.message },
      );
      context.logger.warn(problem.message);
      return true;
    }
  }

  async #runPhases(context: ReconcileContext, delays: number[]): Promise<void> {
    for (const phase of this.#options.phases ?? PHASES) {
      const result = await phase.run(context);
      if (result.flow !== 'stop' && result.afterMs !== undefined) {
        delays.push(result.afterMs);
      }
      if (result.flow !== 'continue') {
        return;
      }
    }
  }

  /**
   * While the stores are being filled, a control plane may exist that is not in them, and its cluster must not be
   * reported NotReady. A deletion does not wait: it needs no control plane, and Kamaji's API may be unavailable.
   */
  #childrenAreKnown({ spec, metadata }: DpuCluster): boolean {
    return (
      spec.type !== 'kamaji' ||
      metadata.deletionTimestamp !== undefined ||
      this.#options.live.settled()
    );
  }

  #pausedForMs(cluster: DpuCluster): number {
    const now = this.#options.clock.now();
    const text = cluster.metadata.annotations?.[DPF_ANNOTATIONS.pausedUntil];
    const pause = readPause(text, now);
    return pause.state === 'inForce' ? pause.until - now : 0;
  }
}
