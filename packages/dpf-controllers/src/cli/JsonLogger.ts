import { Logger } from '@dpf-portal/kube-controller';

type Level = 'debug' | 'info' | 'warn' | 'error';
type Meta = Record<string, unknown>;

/** Writes one JSON document for each line. */
export class JsonLogger implements Logger {
  readonly #write: (line: string) => void;
  readonly #meta: Meta;

  constructor(options: { write: (line: string) => void; meta?: Meta }) {
    this.#write = options.write;
    this.#meta = options.meta ?? {};
  }

  debug(): void {
    // Not on the command line's output: one line a transition is what an operator reads.
  }

  info(message: string, meta?: unknown): void {
    this.#line('info', message, meta);
  }

  warn(message: string, meta?: unknown): void {
    this.#line('warn', message, meta);
  }

  error(message: string, meta?: unknown): void {
    this.#line('error', message, meta);
  }

  child(meta: Meta): JsonLogger {
    return new JsonLogger({
      write: this.#write,
      meta: { ...this.#meta, ...meta },
    });
  }

  #line(level: Level, message: string, meta: unknown): void {
    const time = new Date().toISOString();
    const own = meta instanceof Error ? { error: meta.message } : meta ?? {};
    this.#write(
      JSON.stringify({ time, level, message, ...this.#meta, ...own }),
    );
  }
}
