/** Structured fields of a log line. @public */
export type LogMeta = { [field: string]: string | number | boolean | null };

/**
 * What this package needs of a logger. Backstage's `LoggerService` fits as it is.
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

/** Says nothing. @public */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
