import { KubeClient } from '../client/KubeClient';
import { Clock, TimerHandle, systemClock } from '../clock';
import { microTime } from '../lease/LeaseObject';
import { Logger, boundedText, messageOf, silentLogger } from '../logger';
import { KubeObject } from '../objects/KubeObject';
import { ResourceType } from '../objects/ResourceType';
import { GateClosedError, KubeApiError } from '../rest/errors';
import { failedWebhookOf } from '../rest/failedWebhook';

const EVENTS: ResourceType = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};
const REMEMBERED_OBJECTS = 2000;
// As client-go's event broadcaster.
const RETRY_AFTER_MS = 10_000;
const MOST_TRIES = 12;
const MOST_WAITING = 200;
const LONGEST_NOTE = 1024;

/** Where an {@link EventRecorder} writes, and in whose name. @public */
export interface EventRecorderOptions {
  client: KubeClient;
  /** Who reports, for example `dpf-portal/controllers`. */
  reportingController: string;
  /** Which instance of it. */
  reportingInstance: string;
  clock?: Clock;
  logger?: Logger;
}

/** An Event to write: `events.k8s.io/v1`, without what the recorder fills in. @public */
export interface RecordedEvent {
  type: 'Normal' | 'Warning';
  /** CamelCase, for machines. */
  reason: string;
  /** For people. Cut after 1024 characters. */
  note: string;
  /** What was being done. Default: the reason. */
  action?: string;
  /** What the event is a transition of, for example a condition type. Default: the reason. */
  topic?: string;
}

interface KubeEvent extends KubeObject {
  reason: string;
  [field: string]: unknown;
}

interface Entry {
  topic: string;
  saying: string;
  object: KubeEvent;
  stillWanted: () => boolean;
}

/** Whether the server may accept later what it did not accept now. */
function isWorthRetrying(error: unknown): boolean {
  if (error instanceof KubeApiError) {
    return error.status === 429 || error.status >= 500;
  }
  return !(error instanceof GateClosedError);
}

/**
 * Writes Events of `events.k8s.io/v1`, which `kubectl describe` shows. One per transition: an event that repeats the
 * last one of its object and topic is dropped. Best effort: it never rejects. An event that could not be written is
 * retried every 10 s, 12 times at most, unless a newer one is recorded for the topic (as client-go's event
 * broadcaster).
 *
 * @public
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** The last event by uid and topic, least recent first. */
  readonly #said = new Map<string, string>();
  /** The retries by uid and topic. */
  readonly #waiting = new Map<string, TimerHandle>();

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
  }

  /**
   * Resolves to whether an Event was written at the first attempt.
   *
   * @param stillWanted - called before each retry, for example to check whether this process still leads
   */
  async record(
    regarding: KubeObject,
    event: RecordedEvent,
    stillWanted: () => boolean = () => true,
  ): Promise<boolean> {
    const note = boundedText(event.note, LONGEST_NOTE);
    const topic = `${regarding.metadata.uid}/${event.topic ?? event.reason}`;
    const saying = JSON.stringify([event.type, event.reason, note]);
    if (this.#said.get(topic) === saying) {
      return false;
    }
    this.#cancelRetry(topic);
    const object = this.#toEvent(regarding, { ...event, note });
    return this.#write({ topic, saying, object, stillWanted }, 1);
  }

  /** Cancels all retries. */
  close(): void {
    for (const topic of [...this.#waiting.keys()]) {
      this.#cancelRetry(topic);
    }
  }

  async #write(entry: Entry, attempt: number): Promise<boolean> {
    const { topic, saying, object } = entry;
    this.#remember(topic, saying);
    try {
      await this.#options.client.create(EVENTS, object);
      return true;
    } catch (error) {
      const text = `Event ${object.reason} was not written: ${messageOf(
        error,
      )}`;
      if (attempt === 1 && failedWebhookOf(error)) {
        // No other message would name the webhook.
        this.#logger.warn(text);
      } else {
        this.#logger.debug(text);
      }
      // A newer event may have been recorded meanwhile.
      if (this.#said.get(topic) === saying) {
        this.#said.delete(topic);
        if (isWorthRetrying(error) && attempt < MOST_TRIES) {
          this.#retryLater(entry, attempt + 1);
        }
      }
      return false;
    }
  }

  #retryLater(entry: Entry, attempt: number): void {
    if (this.#waiting.size >= MOST_WAITING) {
      return;
    }
    const timer = this.#clock.setTimeout(() => {
      this.#waiting.delete(entry.topic);
      if (entry.stillWanted()) {
        this.#write(entry, attempt);
      }
    }, RETRY_AFTER_MS);
    this.#waiting.set(entry.topic, timer);
  }

  #cancelRetry(topic: string): void {
    this.#clock.clearTimeout(this.#waiting.get(topic));
    this.#waiting.delete(topic);
  }

  #remember(topic: string, saying: string): void {
    this.#said.delete(topic);
    this.#said.set(topic, saying);
    if (this.#said.size > REMEMBERED_OBJECTS) {
      const [oldest] = this.#said.keys();
      this.#said.delete(oldest);
    }
  }

  #toEvent(regarding: KubeObject, event: RecordedEvent): KubeEvent {
    const { name, namespace, uid, resourceVersion } = regarding.metadata;
    const now = this.#clock.now();
    const suffix = Math.floor(now * 1e3 + Math.random() * 1e3).toString(16);
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: {
        // Events of cluster-wide objects live in "default".
        namespace: namespace ?? 'default',
        name: `${name.slice(0, 230)}.${suffix}`,
      },
      eventTime: microTime(now),
      reportingController: this.#options.reportingController,
      reportingInstance: this.#options.reportingInstance.slice(0, 128),
      action: event.action ?? event.reason,
      reason: event.reason,
      type: event.type,
      note: event.note,
      regarding: {
        apiVersion: regarding.apiVersion,
        kind: regarding.kind,
        namespace,
        name,
        uid,
        resourceVersion,
      },
    };
  }
}
