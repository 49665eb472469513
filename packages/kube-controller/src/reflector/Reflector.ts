import { KubeClient } from '../client';
import { Clock } from '../clock';
import { ServerGate } from '../gate';
import { Logger, boundedText, messageOf } from '../logger';
import { KubeObject, ResourceType } from '../objects';
import {
  isForbidden,
  isNotFound,
  KubeApiError,
  KubeUnreachableError,
} from '../rest';
import { Backoff } from './Backoff';
import { ReflectorSink } from './ReflectorSink';
import { openWatch } from './openWatch';

// A server that is starting up refuses everybody for a moment, and does not serve its CRDs yet.
const BELIEVED_AFTER_MS = 30_000;
const CONFIRM_AFTER_MS = 30_000;
const RESUME_JITTER_MS = 500;
// A watch that ends sooner, without a word, is not a healthy one.
const SHORT_WATCH_MS = 5_000;
const LONGEST_TYPE = 63;

/** Why a turn was ended that was not to be: it is followed by the next at once. */
const MOVED = new Error('The resource is served in another version');

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
  /**
   * The server was away and has not been listed since: what it has now may be another history of the objects. Not where
   * it has refused to be listed for half a minute.
   */
  inDoubt?: boolean;
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
  #resource: ResourceType;
  /** From where to watch; undefined when a list must come first. */
  #resourceVersion: string | undefined;
  #relistAt = 0;
  #shortWatches = 0;
  #refusedSince: number | undefined;
  #listedAtOnceAt = -Infinity;
  /** The version known is good for nothing, whatever a watch has still to say. */
  #listFirst = false;
  /** There has been a watch since the last doubt. */
  #hasWatched = false;
  /** What is known was read by a schema that is not the one served now. */
  #schemaChanged = false;
  /** Aborts when the server goes away, and when the resource becomes another one: ends a list, a watch, or a pause. */
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
   * The next watch is preceded by a list. The one under way goes on: until the server ends it, which it does for the sake
   * of the new schema, a list might be answered by the old one.
   */
  schemaChanged(): void {
    this.#schemaChanged = true;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { serverGate, clock } = this.#options;
    const stopListening = serverGate?.onChange(open => {
      if (!open) {
        this.#doubt();
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
   * One list where it is due, and one watch; resolves to how long to wait before the next. The turn ends both: a
   * connection may outlive its server without a word, and an answer may be lost.
   */
  async #listAndWatch(turn: AbortSignal): Promise<number> {
    let pauseMs: number;
    try {
      if (this.#listIsDue()) {
        await this.#list(turn);
      }
      pauseMs = await this.#watch(turn);
    } catch (error) {
      // A server that is back at once, and may go as soon, is not asked without a pause.
      pauseMs = turn.aborted ? this.#backoff.next() : this.#afterFailure(error);
    }
    return turn.reason === MOVED ? 0 : pauseMs;
  }

  async #whenServerIsThere(signal: AbortSignal): Promise<void> {
    const { serverGate, clock, random } = this.#options;
    while (serverGate && !serverGate.isOpen() && !signal.aborted) {
      this.state.problem = serverGate.reason ?? 'The API server is away';
      await serverGate.whenOpen(signal);
      await clock.sleep(random() * RESUME_JITTER_MS, signal);
      // The pauses of the outage were the gate's, not ours.
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
   * A server that was away may come back with an older copy of its data. From a version that it has not reached, a watch
   * stays silent for ever; and once it has written past that version, nothing tells one history from the other. Only a
   * list does.
   */
  #doubt(): void {
    this.#hasWatched = false;
    this.#listFirst = true;
    this.state.inDoubt = this.state.synced || undefined;
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
    this.state.inDoubt = this.#listFirst || undefined;
  }

  /** Watches until the watch ends; resolves to how long to wait before the next one. */
  async #watch(signal: AbortSignal): Promise<number> {
    const { clock } = this.#options;
    const startedAt = clock.monotonic();
    const untilRelistMs = this.#relistAt - startedAt;
    const watch = await this.#openWatch(untilRelistMs, signal);
    this.#hasWatched = true;
    this.#seen();
    // The server is asked to end the watch in time for the next list; this is for one that does not.
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
        this.#doubt();
      }
      throw error;
    }
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
      const type = boundedText(String(event.type), LONGEST_TYPE);
      this.#options.logger.warn(`Unknown watch event "${type}"`);
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
    this.#refusedSince = undefined;
  }

  /** Notes the failure; returns how long to wait. */
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

  /**
   * What could be watched before is refused by a server that has just started, or it is gone, or closed to us. That is
   * believed only after a while; then no list will end the doubt.
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
      this.state.inDoubt = undefined;
    } else if (refused && this.#hasWatched) {
      this.#doubt();
    }
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
