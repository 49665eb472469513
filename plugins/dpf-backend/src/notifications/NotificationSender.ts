import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { Clock } from '@dpf-portal/kube-controller';
import { NotificationOutbox } from './NotificationOutbox';

const AT_ONCE = 50;
const WORTH_TELLING_MS = 24 * 60 * 60_000;

/**
 * Sends the notifications of the outbox, at least once. If two replicas send the same one, its scope makes the second
 * an update of the first.
 */
export class NotificationSender {
  readonly #outbox: NotificationOutbox;
  readonly #notifications: NotificationService;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #logger: LoggerService;
  #sending?: Promise<void>;
  #again = false;

  constructor(options: {
    outbox: NotificationOutbox;
    notifications: NotificationService;
    clock: Pick<Clock, 'now'>;
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
        // It stays in the outbox. Without the notifications plugin, every send fails.
        this.#logger.debug(
          `Notifications cannot be sent now: ${stringifyError(error)}`,
        );
      }
    }
    this.#sending = undefined;
  }

  async #sendPending(): Promise<void> {
    const now = () => new Date(this.#clock.now()).toISOString();
    await this.#outbox.giveUpBefore(
      new Date(this.#clock.now() - WORTH_TELLING_MS).toISOString(),
    );
    for (;;) {
      const pending = await this.#outbox.pending(AT_ONCE);
      for (const { id, notification } of pending) {
        await this.#notifications.send(notification);
        await this.#outbox.markSent(id, now());
      }
      if (pending.length < AT_ONCE) {
        return;
      }
    }
  }
}
