import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import type {
  AddressTable,
  FromReconcilers,
  HostedSettings,
  KubeConfigData,
} from '@dpf-portal/dpf-controllers';
import {
  ControllerRoleStatus,
  Finding,
  reconcilersEnded,
} from '@dpf-portal/dpf-model';
import { Clock, TimerHandle } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { ReconcilerMetrics } from './ReconcilerMetrics';
import { Reconcilers } from './Reconcilers';
import { ReplayedMetrics } from './ReplayedMetrics';
import {
  ReconcilerChild,
  startReconcilerProcess,
} from './startReconcilerProcess';

/** How long the process is waited for after it is asked to stop. Less than the portal waits for the plugin. */
const GRACE_MS = 9_000;
const FIRST_RESTART_MS = 1_000;
const SLOWEST_RESTART_MS = 60_000;
/** A process that runs this long is well: the next end is the first one again. */
const STABLE_MS = 60_000;
const OTHER_SITES_MS = 250;
/** A locator may renew the identity that it gave. */
const IDENTITY_MS = 5_000;

/** @see ReconcilerProcess */
export interface ReconcilerProcessOptions {
  settings: ManagementClusterSettings;
  metrics: ReconcilerMetrics;
  clock: Clock;
  logger: LoggerService;
  /** What the clusters of other management clusters hold. */
  otherSites: () => AddressTable;
  /** For tests. */
  start?: () => ReconcilerChild;
}

/** The last end that nobody asked for. */
interface Failure {
  how: string;
  /** RFC 3339: the first of ends that followed each other quickly. */
  since: string;
  times: number;
}

/**
 * Reconcilers in a process of their own, so that neither their work nor their end is felt by other plugins: the portal
 * only reads, as where `dpf-controllers` is a Deployment. A process that ends is started again, later each time.
 */
export class ReconcilerProcess implements Reconcilers {
  readonly #options: ReconcilerProcessOptions;
  readonly #metrics: ReplayedMetrics;
  /** The holder of the Leases, one process after the other. */
  readonly #holder = `${process.env.POD_NAME ?? hostname()}_${randomUUID()}`;
  #child?: ReconcilerChild;
  #roles?: ControllerRoleStatus[];
  #startedAt = 0;
  #failure?: Failure;
  #otherSitesTimer?: TimerHandle;

  constructor(options: ReconcilerProcessOptions) {
    this.#options = options;
    this.#metrics = new ReplayedMetrics(options.metrics);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, settings } = this.#options;
    while (!signal.aborted) {
      this.#startedAt = clock.monotonic();
      const how = await this.#runOnce(signal);
      if (!signal.aborted) {
        const failure = this.#failed(how);
        const ms = Math.min(
          FIRST_RESTART_MS * 2 ** (failure.times - 1),
          SLOWEST_RESTART_MS,
        );
        logger.error(
          `The reconcilers of ${
            settings.name
          } ended (${how}); they start again in ${ms / 1000} s`,
        );
        await clock.sleep(ms, signal);
      }
    }
  }

  roles(): ControllerRoleStatus[] | undefined {
    return this.#roles;
  }

  findings(): Finding[] {
    if (!this.#failure || (this.#roles && this.#isStable())) {
      return [];
    }
    const { title, name } = this.#options.settings;
    return [reconcilersEnded({ title: title ?? name, ...this.#failure })];
  }

  otherSitesChanged(): void {
    const { clock, otherSites } = this.#options;
    if (this.#child && this.#otherSitesTimer === undefined) {
      this.#otherSitesTimer = clock.setTimeout(() => {
        this.#otherSitesTimer = undefined;
        this.#child?.send({ kind: 'otherSites', addresses: otherSites() });
      }, OTHER_SITES_MS);
    }
  }

  #isStable(): boolean {
    return this.#options.clock.monotonic() - this.#startedAt >= STABLE_MS;
  }

  #failed(how: string): Failure {
    const { clock } = this.#options;
    const before = this.#isStable() ? undefined : this.#failure;
    this.#failure = {
      how,
      since: before?.since ?? new Date(clock.now()).toISOString(),
      times: (before?.times ?? 0) + 1,
    };
    return this.#failure;
  }

  /** Runs one process to its end. @returns how it ended. */
  async #runOnce(signal: AbortSignal): Promise<string> {
    const { clock, logger, start = startReconcilerProcess } = this.#options;
    let child: ReconcilerChild;
    try {
      child = start();
    } catch (error) {
      return stringifyError(error);
    }
    const ended = new Promise<string>(resolve => child.onEnd(resolve));
    child.onMessage(message => this.#receive(message));
    child.onLine(line => logger.warn(`The reconcilers wrote: ${line}`));
    child.send({ kind: 'start', settings: this.#hostedSettings() });
    this.#child = child;
    const over = new AbortController();
    const renewing = this.#sendRenewedIdentity(child, over.signal);
    const stop = async () => {
      await once(signal, 'abort', { signal: over.signal });
      child.send({ kind: 'stop' });
      await clock.sleep(GRACE_MS, over.signal);
      if (!over.signal.aborted) {
        child.kill();
      }
    };
    const stopping = signal.aborted ? undefined : stop().catch(() => {});
    const how = await ended;
    over.abort();
    await Promise.all([renewing, stopping]);
    this.#child = undefined;
    this.#roles = undefined;
    clock.clearTimeout(this.#otherSitesTimer);
    this.#otherSitesTimer = undefined;
    this.#metrics.end();
    return how;
  }

  #receive(message: FromReconcilers): void {
    switch (message.kind) {
      case 'roles':
        this.#roles = message.roles;
        break;
      case 'metrics':
        this.#metrics.replay(message.samples);
        break;
      default:
        this.#options.logger[message.level](message.message, message.meta);
    }
  }

  #hostedSettings(): HostedSettings {
    const { settings, otherSites } = this.#options;
    return {
      name: settings.name,
      kubeConfig: asData(this.#identity),
      identity: this.#holder,
      namespaces: settings.namespaces,
      roles: settings.roles,
      tenantAccess: settings.tenantAccess,
      leaderElectionNamespace: settings.leaderElectionNamespace,
      startsWithPortal: settings.startsWithPortal,
      controlPlanes: settings.controlPlanes,
      otherSites: otherSites(),
      debug: process.env.LOG_LEVEL === 'debug',
    };
  }

  get #identity(): KubeConfig {
    const { kubeConfig, controllersKubeConfig } = this.#options.settings;
    return controllersKubeConfig ?? kubeConfig;
  }

  async #sendRenewedIdentity(
    child: ReconcilerChild,
    over: AbortSignal,
  ): Promise<void> {
    let sent = JSON.stringify(asData(this.#identity));
    while (!over.aborted) {
      await this.#options.clock.sleep(IDENTITY_MS, over);
      const kubeConfig = asData(this.#identity);
      const text = JSON.stringify(kubeConfig);
      if (!over.aborted && text !== sent) {
        sent = text;
        child.send({ kind: 'identity', kubeConfig });
      }
    }
  }
}

function asData(kubeConfig: KubeConfig): KubeConfigData {
  const { clusters, users, contexts, currentContext } = kubeConfig;
  return { clusters, users, contexts, currentContext };
}
