import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  SIGNAL_HEARTBEAT_CHANNEL,
  SIGNAL_HEARTBEAT_MS,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Clock } from '@dpf-portal/kube-controller';

/**
 * Sends a signal regularly, so that browsers know whether signals reach them: Backstage's signals client does not say
 * whether its socket is open, and accepts subscriptions where the back end has no signals plugin. Every replica sends, as
 * each may serve other sockets.
 */
export class SignalHeartbeat {
  readonly #signals: SignalsService;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  #failed = false;

  constructor(options: {
    signals: SignalsService;
    clock: Clock;
    logger: LoggerService;
  }) {
    this.#signals = options.signals;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Sends until it is stopped. Never throws. */
  async run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      await this.#beat();
      await this.#clock.sleep(SIGNAL_HEARTBEAT_MS, stopped);
    }
  }

  /** Logs an outage once, however long it lasts. */
  async #beat(): Promise<void> {
    try {
      await this.#signals.publish({
        recipients: { type: 'broadcast' },
        channel: SIGNAL_HEARTBEAT_CHANNEL,
        // Backstage drops an empty message.
        message: { alive: true },
      });
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) {
        this.#failed = true;
        this.#logger.warn(
          `Signals cannot be sent, so open pages only poll: ${stringifyError(
            error,
          )}`,
        );
      }
    }
  }
}
