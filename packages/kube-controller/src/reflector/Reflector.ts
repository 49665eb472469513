import { KubeClient } from '../client/KubeClient';
import { Clock } from '../clock';
import { ServerGate } from '../gate/ServerGate';
import { Logger, boundedText, messageOf } from '../logger';
import { KubeObject } from '../objects/KubeObject';
import { ResourceType } from '../objects/ResourceType';
import { Backoff } from './Backoff';
import { openWatch } from './openWatch';
import {
  KubeApiError,
  KubeUnreachableError,
  isForbidden,
  isNotFound,
} from '../rest/errors';

/** Where a reflector delivers what it sees. */
export interface ReflectorSink<T> {
  /** Called when a list begins: it contains every write that has ended by now. */
  listing(): void;
  /** Delivers a complete list. Returns true when another list should confirm it soon. */
  replaced(items: T[], resourceVersion: string | undefined): boolean;
  upserted(object: T): void;
  deleted(object: T): void;
  /** Everything up to this version was delivered. */
  reached(resourceVersion: string | undefined): void;
}

// A starting server answers 403 to everybody for a moment and does not serve its CRDs yet.
const BELIEVED_AFTER_MS = 30_000;
const CONFIRM_AFTER_MS = 30_000;
const RESUME_JITTER_MS = 500;
// A healthy watch lasts longer than this.
const SHORT_WATCH_MS = 5_000;
const LONGEST_TYPE = 63;

/** The abort reason of a turn that is replaced by the next one at once. */
const MOVED = new Error('Another list is wanted at once');

/** How far a reflector has its data, and why not further. @public */
export interface ReflectorState {
  synced: boolean;
  /** The time of day of the last list, event or bookmark. */
  lastSeenAt?: number;
  /** Why no events arrive; absent while the watch works. */
  problem?: string;
  /** The credentials may not list or watch. */
  forbidden?: boolean;
  /** The server does not serve the resource. */
  absent?: boolean;
  /**
   * The server was unreachable and no list has succeeded since, so the store may not match the server's data. Not set
   * where the server has rejected the list for 30 s.
   */
  relistPending?: boolean;
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
 * Syncs a sink with a resource by list and watch, and retries until its signal aborts. As client-go's Reflector.
 */
export class Reflector<T extends KubeObject> {
  readonly state: ReflectorState = { synced: false };
  readonly #options: ReflectorOptions<T>;
  readonly #backoff: Backoff;
  #resource: ResourceType;
  /** The version to watch from; undefined when a list must come first. */
  #resourceVersion: string | undefined;
  #relistAt = 0;
  #shortWatches = 0;
  #refusedSince: number | undefined;
  #listedAtOnceAt = -Infinity;
  /** The known version is useless, even if a running watch still delivers events. */
  #listFirst = false;
  /** A watch was opened since the last outage. */
  #hasWatched = false;
  /** The stored objects were read with an older schema than the one served now. */
  #schemaChanged = false;
  /** Aborts when the server becomes unreachable or the resource's version changes: ends a list, a watch or a pause. */
  #turn = new AbortController();

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#resource = options.resource;
    this.#backoff = new Backoff({
      baseMs: 800,
      maxMs: 30_000,
      random: options.random,
    });
  }

  /** Lists and watches this resource from now on: the same objects in another version. */
  follow(resource: ResourceType): void {
    this.#resource = resource;
    this.#resourceVersion = undefined;
    this.#turn.abort(MOVED);
  }

  /**
   * Lists before the next watch. The current watch goes on until the server ends it because of the new schema; before
   * that, a list may still be answered with the old schema.
   */
  schemaChanged(): void {
    this.#schemaChanged = true;
  }

  /** Lists at once, in the place of a list, a watch or a pause that is under way. */
  listAgain(): void {
    this.#listFirst = true;
    this.#turn.abort(MOVED);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { serverGate, clock } = this.#options;
    const stopListening = serverGate?.onChange(open => {
      if (!open) {
        this.#requireList();
        this.#turn.abort();
      }
    });
    while (!signal.aborted) {
      await this.#whenServerIsThere(signal);
      const pauseMs = await this.#listAndWatch(this.#newTurn(signal));
      if (pauseMs > 0 && serverGate?.isOpen() !== false) {
        await clock.sleep(pauseMs, this.#newTurn(signal));
      }
    }
    stopListening?.();
  }

  #newTurn(signal: AbortSignal): AbortSignal {
    this.#turn = new AbortController();
    return AbortSignal.any([signal, this.#turn.signal]);
  }

  /**
   * Lists where a list is due, then watches; resolves to the pause before the next turn. The turn's signal ends both,
   * since a connection may stay open although its server is gone.
   */
  async #listAndWatch(turn: AbortSignal): Promise<number> {
    let pauseMs: number;
    try {
      if (this.#listIsDue()) {
        await this.#list(turn);
      }
      pauseMs = await this.#watch(turn);
    } catch (error) {
      // A server that restarts repeatedly is not queried without a pause.
      pauseMs = turn.aborted ? this.#backoff.next() : this.#afterFailure(error);
    }
    return turn.reason === MOVED ? 0 : pauseMs;
  }

  async #whenServerIsThere(signal: AbortSignal): Promise<void> {
    const { serverGate, clock, random } = this.#options;
    while (serverGate && !serverGate.isOpen() && !signal.aborted) {
      this.state.problem = serverGate.reason ?? 'The API server is unreachable';
      await serverGate.whenOpen(signal);
      await clock.sleep(random() * RESUME_JITTER_MS, signal);
      // The gate did the waiting, so this reflector starts without a delay.
      this.#backoff.reset();
    }
  }

  #listIsDue(): boolean {
    return (
      this.#listFirst ||
      this.#schemaChanged ||
      this.#resourceVersion === undefined ||
      this.#options.clock.monotonic() >= this.#relistAt
    );
  }

  /**
   * Lists before the next watch. A server may return with an older copy of its data: a watch from a version that it
   * has not reached stays silent, and once it has passed that version the difference cannot be detected.
   */
  #requireList(): void {
    this.#hasWatched = false;
    this.#listFirst = true;
    this.state.relistPending = this.state.synced || undefined;
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, sink, clock, relistIntervalMs } = this.#options;
    this.#resourceVersion = undefined;
    this.#listFirst = false;
    this.#schemaChanged = false;
    sink.listing();
    const list = await client.listPages<T>(this.#resource, {
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
    this.state.relistPending = this.#listFirst || undefined;
  }

  /** Resolves when the watch ends, to the pause before the next one. */
  async #watch(signal: AbortSignal): Promise<number> {
    const { clock } = this.#options;
    const startedAt = clock.monotonic();
    const untilRelistMs = this.#relistAt - startedAt;
    const watch = await this.#openWatch(untilRelistMs, signal);
    this.#hasWatched = true;
    this.#seen();
    // The request's timeoutSeconds ends the watch in time for the next list; this timer covers servers that ignore it.
    const relistTimer = clock.setTimeout(
      () => watch.close(),
      untilRelistMs + 1000,
    );
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
      watch.close();
    }
    return this.#pauseAfterWatch(events, clock.monotonic() - startedAt);
  }

  async #openWatch(untilRelistMs: number, signal: AbortSignal) {
    const { client, random, idleTimeoutMs } = this.#options;
    const timeoutSeconds = Math.round(300 + random() * 300);
    try {
      return await openWatch<T>(client, {
        ...this.#selection(),
        resource: this.#resource,
        resourceVersion: this.#resourceVersion ?? '',
        timeoutSeconds: Math.max(
          1,
          Math.min(timeoutSeconds, Math.ceil(untilRelistMs / 1000)),
        ),
        idleTimeoutMs,
        signal,
      });
    } catch (error) {
      if (error instanceof KubeUnreachableError) {
        this.#requireList();
      }
      throw error;
    }
  }

  /** Retries the first short watch at once; further ones back off. */
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
      const type = boundedText(String(event.type), LONGEST_TYPE);
      this.#options.logger.warn(`Unknown watch event "${type}"`);
    }
    // After delivery: a resumed watch must not skip an event that the sink did not get.
    this.#resourceVersion = resourceVersion ?? this.#resourceVersion;
    sink.reached(resourceVersion);
    this.#seen();
    this.#backoff.reset();
  }

  #seen(): void {
    this.state.lastSeenAt = this.#options.clock.now();
    this.state.problem = undefined;
    this.state.forbidden = undefined;
    this.state.absent = undefined;
    this.#refusedSince = undefined;
  }

  /** Records the failure; returns the pause before the next attempt. */
  #afterFailure(error: unknown): number {
    const { logger } = this.#options;
    const { plural } = this.#resource;
    const listNext = mustList(error);
    if (listNext) {
      this.#resourceVersion = undefined;
    }
    if (
      listNext === 'at-once' &&
      this.state.problem === undefined &&
      this.#mayListAtOnce()
    ) {
      logger.debug(`Listing ${plural} again: ${messageOf(error)}`);
      this.state.problem = messageOf(error);
      return 1;
    }
    const news = this.state.problem !== messageOf(error);
    this.state.problem = messageOf(error);
    this.#noteRefusal(error);
    if (news) {
      logger.warn(`Cannot watch ${plural}: ${messageOf(error)}`);
    }
    const pause = this.#backoff.next();
    // A resource that was readable before is retried soon: a starting server answers 403 to everybody for a moment.
    return this.state.forbidden && !this.state.synced
      ? this.#options.forbiddenRetryMs
      : pause;
  }

  /** Prevents a loop of lists where the server answers 410 to every version. */
  #mayListAtOnce(): boolean {
    const now = this.#options.clock.monotonic();
    const may = now - this.#listedAtOnceAt > SHORT_WATCH_MS;
    this.#listedAtOnceAt = now;
    return may;
  }

  /**
   * A 403 or 404 for a resource that was readable before may come from a server that has just started. It counts only
   * when it lasts; then no list is expected any more.
   */
  #noteRefusal(error: unknown): void {
    const now = this.#options.clock.monotonic();
    const refused = isForbidden(error) || isNotFound(error);
    this.#refusedSince = refused ? this.#refusedSince ?? now : undefined;
    const believed =
      this.#refusedSince !== undefined &&
      (!this.state.synced || now - this.#refusedSince >= BELIEVED_AFTER_MS);
    this.state.forbidden = isForbidden(error) || undefined;
    this.state.absent = (believed && isNotFound(error)) || undefined;
    if (believed) {
      this.state.relistPending = undefined;
    } else if (refused && this.#hasWatched) {
      this.#requireList();
    }
  }

  #selection() {
    const { namespace, labelSelector, fieldSelector, metadataOnly } =
      this.#options;
    return { namespace, labelSelector, fieldSelector, metadataOnly };
  }
}

/** Whether a list must follow this failure of a watch, since its resource version is useless. */
function mustList(error: unknown): 'at-once' | 'later' | false {
  if (error instanceof KubeApiError) {
    if (error.status === 410) {
      return 'at-once';
    }
    return error.status !== 429 && 'later';
  }
  return (error as { code?: unknown }).code === 'ESTREAMIDLE' && 'at-once';
}

function statusToError(status: object): KubeApiError {
  const { code, message, reason } = status as Record<string, unknown>;
  return new KubeApiError({
    status: typeof code === 'number' ? code : 500,
    message: typeof message === 'string' ? message : undefined,
    reason: typeof reason === 'string' ? reason : undefined,
    method: 'GET',
    path: 'watch',
  });
}
