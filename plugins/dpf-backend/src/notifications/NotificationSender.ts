import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { Clock } from '@dpf-portal/kube-controller';
import { NotificationOutbox, PendingNotification } from './NotificationOutbox';

const AT_ONCE = 50;
const WORTH_TELLING_MS = 24 * 60 * 60_000;
/** A send that takes longer counts as failed, so that one that hangs does not hold back the others. */
const SEND_TIMEOUT_MS = 20_000;
const SHORTEST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 60 * 60_000;
/** So many failures end a run: then the service, and not a notification, is probably the cause. */
const MOST_FAILURES = 20;

/** The attempts to send one notification. */
interface Attempts {
  failed: number;
  /** Monotonic milliseconds. */
  notBefore: number;
}

/**
 * Sends the notifications of the outbox, at least once. If two replicas send the same one, its scope makes the second
 * an update of the first. One that fails is repeated after growing pauses, and for a day; meanwhile it holds back only what
 * the same recipient is to learn of the same cluster, so that news arrive in their order.
 */
export class NotificationSender {
  readonly #outbox: NotificationOutbox;
  readonly #notifications: NotificationService;
  readonly #clock: Pick<Clock, 'now' | 'monotonic' | 'sleep'>;
  readonly #logger: LoggerService;
  /** By id. Kept in memory: after a restart each is tried at once. */
  readonly #attempts = new Map<number, Attempts>();
  #sending?: Promise<void>;
  #again = false;

  constructor(options: {
    outbox: NotificationOutbox;
    notifications: NotificationService;
    clock: Pick<Clock, 'now' | 'monotonic' | 'sleep'>;
    logger: LoggerService;
  }) {
    this.#outbox = options.outbox;
    this.#notifications = options.notifications;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** To be called when the outbox may have a notification. */
  wake(): void {
    this.#again = true;
    this.#sending ??= this.#run();
  }

  /** Resolves when no notification is being sent. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#sendPending();
      } catch (error) {
        this.#logger.warn(
          `The outbox of notifications could not be read: ${
            stringifyError(error).split('\n')[0]
          }`,
        );
      }
    }
    this.#sending = undefined;
  }

  async #sendPending(): Promise<void> {
    const now = this.#clock.now();
    const dropped = await this.#outbox.giveUpBefore(
      new Date(now - WORTH_TELLING_MS).toISOString(),
    );
    if (dropped) {
      this.#logger.warn(
        `${dropped} notifications about DPU clusters could not be sent for a day and were dropped.`,
      );
    }
    const pending = await this.#pending();
    this.#forgetAllBut(pending);
    let failures = 0;
    for (const story of this.#stories(pending)) {
      if (failures === MOST_FAILURES) {
        return;
      }
      for (const one of story) {
        const { notBefore = 0 } = this.#attempts.get(one.id) ?? {};
        if (notBefore > this.#clock.monotonic()) {
          break;
        }
        if (!(await this.#send(one))) {
          failures++;
          break;
        }
      }
    }
  }

  async #pending(): Promise<PendingNotification[]> {
    const all: PendingNotification[] = [];
    for (;;) {
      const after = all.at(-1)?.id;
      const page = await this.#outbox.pending(AT_ONCE, { after });
      all.push(...page);
      if (page.length < AT_ONCE) {
        return all;
      }
    }
  }

  #forgetAllBut(pending: readonly PendingNotification[]): void {
    const ids = new Set(pending.map(({ id }) => id));
    for (const id of this.#attempts.keys()) {
      if (!ids.has(id)) {
        this.#attempts.delete(id);
      }
    }
  }

  /**
   * What one recipient is to learn of one cluster, in its order. Those that failed least come first, so that failing ones
   * do not use up the failures of a run.
   */
  #stories(pending: readonly PendingNotification[]): PendingNotification[][] {
    const stories = new Map<string, PendingNotification[]>();
    for (const one of pending) {
      const key = `${one.uid} ${one.recipient}`;
      stories.set(key, [...(stories.get(key) ?? []), one]);
    }
    const failed = ([first]: PendingNotification[]) =>
      this.#attempts.get(first.id)?.failed ?? 0;
    return [...stories.values()].sort((a, b) => failed(a) - failed(b));
  }

  /** Returns whether it was sent. */
  async #send({ id, notification }: PendingNotification): Promise<boolean> {
    const sent = new AbortController();
    try {
      const timeout = this.#clock
        .sleep(SEND_TIMEOUT_MS, sent.signal)
        .then(() => {
          throw new Error(`no answer within ${SEND_TIMEOUT_MS / 1000} s`);
        });
      await Promise.race([this.#notifications.send(notification), timeout]);
    } catch (error) {
      const failed = (this.#attempts.get(id)?.failed ?? 0) + 1;
      // The first repetition needs no pause: the sender is woken every 30 s, and by news.
      const pause =
        failed === 1
          ? 0
          : Math.min(SHORTEST_PAUSE_MS * 2 ** (failed - 2), LONGEST_PAUSE_MS);
      const notBefore = this.#clock.monotonic() + pause;
      this.#attempts.set(id, { failed, notBefore });
      // Without the notifications plugin, every send fails.
      this.#logger.debug(
        `A notification could not be sent: ${stringifyError(error)}`,
      );
      return false;
    } finally {
      sent.abort();
    }
    const at = new Date(this.#clock.now()).toISOString();
    await this.#outbox.markSent(id, at);
    return true;
  }
}
