import { LogMeta, Logger } from '@dpf-portal/kube-controller';
import { FromReconcilers, SentError } from './HostedMessage';

type Level = Extract<FromReconcilers, { kind: 'log' }>['level'];

function asData(meta: LogMeta | Error | undefined): LogMeta | SentError {
  return meta instanceof Error
    ? { name: meta.name, message: meta.message, stack: meta.stack ?? '' }
    : { ...meta };
}

/** Sends each line to the portal, which writes it to its own log. */
export class SentLogger implements Logger {
  readonly #send: (message: FromReconcilers) => void;
  readonly #isDebugWanted: boolean;
  readonly #meta: LogMeta;

  constructor(options: {
    send: (message: FromReconcilers) => void;
    debug: boolean;
    meta?: LogMeta;
  }) {
    this.#send = options.send;
    this.#isDebugWanted = options.debug;
    this.#meta = options.meta ?? {};
  }

  debug(message: string, meta?: LogMeta | Error): void {
    // The portal would discard most of what it had to parse.
    if (this.#isDebugWanted) {
      this.#line('debug', message, meta);
    }
  }

  info(message: string, meta?: LogMeta | Error): void {
    this.#line('info', message, meta);
  }

  warn(message: string, meta?: LogMeta | Error): void {
    this.#line('warn', message, meta);
  }

  error(message: string, meta?: LogMeta | Error): void {
    this.#line('error', message, meta);
  }

  child(meta: LogMeta): SentLogger {
    return new SentLogger({
      send: this.#send,
      debug: this.#isDebugWanted,
      meta: { ...this.#meta, ...meta },
    });
  }

  #line(level: Level, message: string, meta?: LogMeta | Error): void {
    const fields = { ...this.#meta, ...asData(meta) };
    this.#send({
      kind: 'log',
      level,
      message,
      ...(Object.keys(fields).length ? { meta: fields } : {}),
    });
  }
}
