import { ErrorLike, isError } from '@backstage/errors';
import { boundedText, sentence } from '@dpf-portal/dpf-model';
import { fieldProblemsOf, isRecord } from './fieldProblemsOf';

/** Backstage's own text where an answer has no error in JSON; it holds the whole body, such as a proxy's HTML page. */
const NOT_FROM_BACK_END = /^Request failed with status \d+/;

/** As long as a list of rejected fields may be. */
const MOST = 4000;

interface AnsweredError extends ErrorLike {
  statusCode: number;
}

/** By name and shape: where a package is installed twice, the error is an instance of another class. */
function isAnswer(error: ErrorLike): error is AnsweredError {
  return error.name === 'ResponseError' && typeof error.statusCode === 'number';
}

/**
 * The HTTP status of an error that is an answer of a server; `undefined` for any other error.
 *
 * @public
 */
export function statusCodeOf(error: unknown): number | undefined {
  return isError(error) && isAnswer(error) ? error.statusCode : undefined;
}

function reasonIn(error: AnsweredError): string | undefined {
  const inner = isRecord(error.body) ? error.body.error : undefined;
  const text = [inner, error.cause]
    .map(said => (isRecord(said) ? said.message : undefined))
    .find(message => typeof message === 'string' && message !== '');
  return typeof text === 'string' && !NOT_FROM_BACK_END.test(text)
    ? text
    : undefined;
}

/**
 * What the server says went wrong: its sentence, then each rejected field that the sentence does not name. For an error that
 * is no answer of a server, its own message.
 *
 * @public
 */
export function serverMessage(error: unknown): string {
  if (!isError(error)) {
    return String(error);
  }
  if (!isAnswer(error)) {
    return error.message;
  }
  const reason = reasonIn(error);
  const fields = fieldProblemsOf(error)
    .filter(({ field, reason: why }) =>
      field
        ? !` ${reason ?? ''}`.includes(` ${field}:`)
        : !reason?.includes(why),
    )
    .map(({ field, reason: why }) => (field ? `${field}: ${why}` : why));
  if (!reason && !fields.length) {
    const status = `${error.statusCode} ${error.statusText ?? ''}`.trim();
    return `The server answered with ${status} and gave no reason.`;
  }
  return boundedText(
    [...(reason ? [reason] : []), ...fields].map(sentence).join(' '),
    MOST,
  );
}

/**
 * Gives an error the message of {@link serverMessage}, so that whoever shows `error.message` shows the server's reason and
 * not “Request failed with 503 Service Unavailable”. Everything else in the error stays.
 *
 * @public
 */
export function withServerMessage(error: unknown): Error {
  const message = serverMessage(error);
  if (!isError(error)) {
    return new Error(message);
  }
  if (error.message !== message) {
    error.message = message;
  }
  return error;
}
