/** Structured fields of a log line. @public */
export type LogMeta = { [field: string]: string | number | boolean | null };

/**
 * The logger interface of this package. Backstage's `LoggerService` implements it.
 *
 * @public
 */
export interface Logger {
  debug(message: string, meta?: LogMeta | Error): void;
  info(message: string, meta?: LogMeta | Error): void;
  warn(message: string, meta?: LogMeta | Error): void;
  error(message: string, meta?: LogMeta | Error): void;
  child(meta: LogMeta): Logger;
}

/** Discards every message. @public */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};

/** Control characters, line breaks of any kind, halves of characters, and marks that reverse the direction of text. */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * A server's text, made safe for one line of a log or a condition: at most `most` characters, without line breaks and
 * terminal escape sequences.
 *
 * @public
 */
export function boundedText(text: string, most = 1000): string {
  const isCut = text.length > most;
  const kept = isCut ? text.slice(0, most - 1) : text;
  const plain = kept.replace(UNPRINTABLE, ' ');
  return isCut ? `${plain}…` : plain;
}

/** The message of any thrown value, bounded, since it may quote a server's text. @public */
export function messageOf(error: unknown): string {
  return boundedText(error instanceof Error ? error.message : String(error));
}
