import { KubeClient } from '../client';
import { Clock } from '../clock';
import { ServerGate } from '../gate';
import { Logger, messageOf } from '../logger';
import { KubeObject, ResourceType } from '../objects';
import { isForbidden, isNotFound, KubeApiError } from '../rest';
import { isOlderVersion } from '../store';
import { Backoff } from './Backoff';
import { ReflectorSink } from './ReflectorSink';
import { openWatch } from './openWatch';

const ABSENT_AFTER_MS = 30_000;
const CONFIRM_AFTER_MS = 30_000;
const RESUME_JITTER_MS = 500;
// A watch that ends sooner, without a word, is not a healthy one.
const SHORT_WATCH_MS = 5_000;

/** @public */
export interface ReflectorState {
  synced: boolean;
  /** The time of day of the last list, event or bookmark. */
  lastSeenAt?: number;
  /** Why nothing comes; absent while all is well. */
  problem?: string;
  /** The credentials may not list or watch. */
  forbidden?: boolean;
  /** The server does not serve the resource. */
  absent?: boolean;
}

export interface ReflectorOptions<T> {
  client: KubeClient;
  resource: ResourceType;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  metadataOnly?: boolean;
  serverGate?: ServerGate;
  clock: Clock;
  logger: Logger;
  relistIntervalMs: number;
  idleTimeoutMs: number;
  forbiddenRetryMs: number;
  random: () => number;
  sink: ReflectorSink<T>;
}

/**
 * Keeps a sink in step with a resource by list and watch, through everything but its signal.
 * As client-go's Reflector.
 */
export class Reflector<T extends KubeObject> {
  readonly state: ReflectorState = { synced: false };
  readonly #options: ReflectorOptions<T>;
  readonly #backoff: Backoff;
  /** From where to watch; undefined when a list must come first. */
  #resourceVersion: string | undefined;
  #relistAt = 0;
  #shortWatches = 0;
  #absentSince: number | undefined;
  #listedAtOnceAt = -Infinity;
  /** The server was away: what is there now may be an older copy of its data. */
  #versionInDoubt = false;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#backoff = new Backoff({
      baseMs: 800,
      maxMs: 30_000,
      random: options.random,
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      await this.#whenServerIsThere(signal);
      let pauseMs = 0;
      try {
        if (this.#listIsDue() || (await this.#versionIsFromTheFuture(signal))) {
          await this.#list(signal);
        }
        pauseMs = await this.#watch(signal);
      } catch (error) {
        pauseMs = signal.aborted ? 0 : this.#afterFailure(error);
      }
      if (pauseMs > 0) {
        await clock.sleep(pauseMs, signal);
      }
    }
  }

  async #whenServerIsThere(signal: AbortSignal): Promise<void> {
    const { serverGate, clock, random } = this.#options;
    while (serverGate && !serverGate.isOpen() && !signal.aborted) {
      this.state.problem = serverGate.reason ?? 'The API server is away';
      await serverGate.whenOpen(signal);
      await clock.sleep(random() * RESUME_JITTER_MS, signal);
      // The pauses of the outage were the gate's, not ours.
      this.#backoff.reset();
      this.#versionInDoubt = true;
    }
  }

  #listIsDue(): boolean {
    return (
      this.#resourceVersion === undefined ||
      this.#options.clock.monotonic() >= this.#relistAt
    );
  }

  /**
   * A watch from a version that the server has not reached is answered and stays silent for ever. So
   * it is after an older copy of its data was put back.
   */
  async #versionIsFromTheFuture(signal: AbortSignal): Promise<boolean> {
    if (!this.#versionInDoubt) {
      return false;
    }
    const { client, resource } = this.#options;
    const { metadata } = await client.list<T>(resource, {
      ...this.#selection(),
      limit: 1,
      signal,
    });
    this.#versionInDoubt = false;
    return isOlderVersion(metadata.resourceVersion, this.#resourceVersion);
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, resource, sink, clock, relistIntervalMs } = this.#options;
    this.#resourceVersion = undefined;
    this.#versionInDoubt = false;
    const list = await client.listPages<T>(resource, {
      ...this.#selection(),
      signal,
    });
    if (signal.aborted) {
      return;
    }
    this.#resourceVersion = list.metadata.resourceVersion;
    const unsure = sink.replaced(list.items, this.#resourceVersion);
    this.#relistAt =
      clock.monotonic() +
      (unsure
        ? Math.min(CONFIRM_AFTER_MS, relistIntervalMs)
        : relistIntervalMs);
    this.#seen();
    this.state.synced = true;
  }

  /** Watches until the watch ends; resolves to how long to wait before the next one. */
  async #watch(signal: AbortSignal): Promise<number> {
    const { clock, random, serverGate } = this.#options;
    const startedAt = clock.monotonic();
    const timeoutSeconds = Math.round(300 + random() * 300);
    const untilRelistMs = this.#relistAt - startedAt;
    const watch = await openWatch<T>(this.#options.client, {
      ...this.#selection(),
      resource: this.#options.resource,
      resourceVersion: this.#resourceVersion ?? '',
      timeoutSeconds: Math.max(
        1,
        Math.min(timeoutSeconds, Math.ceil(untilRelistMs / 1000)),
      ),
      idleTimeoutMs: this.#options.idleTimeoutMs,
      signal,
    });
    this.#seen();
    // The server is asked to end the watch in time for the next list; this is for one that does not.
    const relistTimer = clock.setTimeout(
      () => watch.close(),
      untilRelistMs + 1000,
    );
    // A connection may outlive the server behind it without a word: while the server is away none is trusted.
    const stopListening = serverGate?.onChange(open => {
      if (!open) {
        this.#versionInDoubt = true;
        watch.close();
      }
    });
    let events = 0;
    try {
      for await (const event of watch.events) {
        if (signal.aborted) {
          return 0;
        }
        events++;
        this.#deliver(event);
      }
    } finally {
      clock.clearTimeout(relistTimer);
      stopListening?.();
      watch.close();
    }
    return this.#pauseAfterWatch(events, clock.monotonic() - startedAt);
  }

  /** One short watch may follow another at once, but no more: a server that ends each is not well. */
  #pauseAfterWatch(events: number, lastedMs: number): number {
    if (lastedMs > SHORT_WATCH_MS) {
      this.#shortWatches = 0;
      this.#backoff.reset();
      return 0;
    }
    this.#shortWatches++;
    return events > 0 && this.#shortWatches === 1 ? 0 : this.#backoff.next();
  }

  #deliver(event: { type: string; object: T }): void {
    const { sink } = this.#options;
    if (event.type === 'ERROR') {
      throw statusToError(event.object);
    }
    const { resourceVersion } = event.object.metadata;
    if (event.type === 'ADDED' || event.type === 'MODIFIED') {
      sink.upserted(event.object);
    } else if (event.type === 'DELETED') {
      sink.deleted(event.object);
    } else if (event.type !== 'BOOKMARK') {
      this.#options.logger.warn(`Unknown watch event "${event.type}"`);
    }
    // Only after the sink has it: a resumed watch must not skip what was not delivered.
    this.#resourceVersion = resourceVersion ?? this.#resourceVersion;
    this.#seen();
    this.#backoff.reset();
  }

  #seen(): void {
    this.state.lastSeenAt = this.#options.clock.now();
    this.state.problem = undefined;
    this.state.forbidden = undefined;
    this.state.absent = undefined;
    this.#absentSince = undefined;
  }

  /** Notes the failure; returns how long to wait. */
  #afterFailure(error: unknown): number {
    const { logger, resource } = this.#options;
    const listNext = mustList(error);
    this.#versionInDoubt ||=
      (error as { code?: unknown }).code === 'ECONNREFUSED';
    if (listNext) {
      this.#resourceVersion = undefined;
    }
    if (
      listNext === 'at-once' &&
      this.state.problem === undefined &&
      this.#mayListAtOnce()
    ) {
      logger.debug(`Listing ${resource.plural} again: ${messageOf(error)}`);
      this.state.problem = messageOf(error);
      return 1;
    }
    const news = this.state.problem !== messageOf(error);
    this.state.problem = messageOf(error);
    this.state.forbidden = isForbidden(error) || undefined;
    this.#noteAbsence(error);
    if (news) {
      logger.warn(`Cannot watch ${resource.plural}: ${messageOf(error)}`);
    }
    const pause = this.#backoff.next();
    // What could be read before is asked for soon: a server that is starting up refuses everybody for a moment.
    return this.state.forbidden && !this.state.synced
      ? this.#options.forbiddenRetryMs
      : pause;
  }

  /** A server that calls each version too old would otherwise be asked for lists without a pause. */
  #mayListAtOnce(): boolean {
    const now = this.#options.clock.monotonic();
    const may = now - this.#listedAtOnceAt > SHORT_WATCH_MS;
    this.#listedAtOnceAt = now;
    return may;
  }

  #noteAbsence(error: unknown): void {
    const now = this.#options.clock.monotonic();
    if (!isNotFound(error)) {
      this.#absentSince = undefined;
      return;
    }
    this.#absentSince ??= now;
    // What was there once is believed to be gone only after a while: a server that is starting
    // up, or whose CRDs are being replaced, says 404 too.
    const believed =
      !this.state.synced || now - this.#absentSince >= ABSENT_AFTER_MS;
    this.state.absent = believed || undefined;
  }

  #selection() {
    const { namespace, labelSelector, fieldSelector, metadataOnly } =
      this.#options;
    return { namespace, labelSelector, fieldSelector, metadataOnly };
  }
}

/** Does this failure of a watch make the resource version useless? */
function mustList(error: unknown): 'at-once' | 'later' | false {
  if (error instanceof KubeApiError) {
    if (error.status === 410) {
      return 'at-once';
    }
    return ![429, 500, 503].includes(error.status) && 'later';
  }
  return (error as { code?: unknown }).code === 'ESTREAMIDLE' && 'at-once';
}

function statusToError(status: object): KubeApiError {
  const { code, message, reason } = status as {
    code?: number;
    message?: string;
    reason?: string;
  };
  return new KubeApiError({
    status: code ?? 500,
    message,
    reason,
    method: 'GET',
    path: 'watch',
  });
}
