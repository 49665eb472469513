import { KubeClient } from '../client';
import { Clock, systemClock } from '../clock';
import { microTime } from '../lease/LeaseObject';
import { Logger, boundedText, messageOf, silentLogger } from '../logger';
import { KubeObject, ResourceType } from '../objects';

const EVENTS: ResourceType = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};
const REMEMBERED_OBJECTS = 2000;
const LONGEST_NOTE = 1024;

/** @public */
export interface EventRecorderOptions {
  client: KubeClient;
  /** Who reports, for example `dpf-portal/controllers`. */
  reportingController: string;
  /** Which instance of it. */
  reportingInstance: string;
  clock?: Clock;
  logger?: Logger;
}

/** @public */
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
  [field: string]: unknown;
}

/**
 * Writes Events of `events.k8s.io/v1`, which `kubectl describe` shows. One a transition: an event
 * that says of an object and topic what the one before said is dropped. Best effort: it never
 * rejects, and nothing waits for it.
 *
 * @public
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** By uid and topic, what was said last. Least recently said first. */
  readonly #said = new Map<string, string>();

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
  }

  /** Resolves to whether an Event was written. */
  async record(regarding: KubeObject, event: RecordedEvent): Promise<boolean> {
    const note = boundedText(event.note, LONGEST_NOTE);
    const topic = `${regarding.metadata.uid}/${event.topic ?? event.reason}`;
    const saying = JSON.stringify([event.type, event.reason, note]);
    if (this.#said.get(topic) === saying) {
      return false;
    }
    this.#remember(topic, saying);
    try {
      await this.#options.client.create(
        EVENTS,
        this.#toEvent(regarding, { ...event, note }),
      );
      return true;
    } catch (error) {
      this.#said.delete(topic);
      this.#logger.debug(
        `Event ${event.reason} was not written: ${messageOf(error)}`,
      );
      return false;
    }
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
