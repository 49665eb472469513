import { boundedText } from './boundedText';

/** A JSON value. @public */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | JsonObject;

/** The fields of a log line, as `JsonObject` of Backstage. @public */
export interface JsonObject {
  [field: string]: JsonValue | undefined;
}

/** A message may list what is wrong with an object, so it gets more room than one condition. */
const LONGEST_TEXT = 4000;

/**
 * The methods that Backstage's `LoggerService` and kube-controller's `Logger` have in common.
 *
 * @public
 */
export interface TextLogger {
  debug(message: string, meta?: Error | JsonObject): void;
  info(message: string, meta?: Error | JsonObject): void;
  warn(message: string, meta?: Error | JsonObject): void;
  error(message: string, meta?: Error | JsonObject): void;
  child(meta: JsonObject): TextLogger;
}

const plain = (text: string) => boundedText(text, LONGEST_TEXT);

function plainValue(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') {
    return plain(value);
  }
  if (Array.isArray(value)) {
    return value.map(item => plainValue(item) ?? null);
  }
  return value && typeof value === 'object' ? plainObject(value) : value;
}

function plainObject(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      plain(key),
      plainValue(value),
    ]),
  );
}

/** Checked by its fields, because an error of another realm or of a duplicated package is no instance of ours. */
function isErrorMeta(meta: Error | JsonObject): meta is Error {
  const { name, message, stack } = meta;
  return [name, message, stack].every(text => typeof text === 'string');
}

/** Keeps the frames of the stack, which contain only places in the code; the text before them quotes the message. */
function plainError(error: Error): Error {
  const copy = new Error(plain(error.message));
  copy.name = plain(error.name);
  const frames = (error.stack ?? '')
    .split('\n')
    .filter(line => /^ {4}at /.test(line))
    .map(plain);
  copy.stack = [`${copy.name}: ${copy.message}`, ...frames].join('\n');
  return copy;
}

/**
 * A logger that writes one line for each message: names, labels and messages come from users and servers, and a line
 * break or an escape sequence could forge a line or control the terminal that shows the log.
 *
 * @public
 */
export function plainTextLogger(logger: TextLogger): TextLogger {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, meta?: Error | JsonObject) => {
      if (meta === undefined) {
        logger[level](plain(message));
      } else {
        logger[level](
          plain(message),
          isErrorMeta(meta) ? plainError(meta) : plainObject(meta),
        );
      }
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: meta => plainTextLogger(logger.child(plainObject(meta))),
  };
}
