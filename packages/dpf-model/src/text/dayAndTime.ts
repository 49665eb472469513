/**
 * `2026-11-24 14:02 UTC`, for a sentence: the reader's time zone is unknown where it is written, and it may be read
 * days later. {@link replaceTimes} finds it again where the zone is known.
 *
 * @public
 */
export function dayAndTime(rfc3339: string): string {
  const time = new Date(rfc3339);
  if (Number.isNaN(time.getTime())) {
    return rfc3339;
  }
  const [day, clock] = time.toISOString().split('T');
  return `${day} ${clock.slice(0, 5)} UTC`;
}

const DAY_AND_TIME = /\b(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC\b/g;

/** Times in quotes and examples are values to type, so they are not replaced. */
const RFC_3339 =
  /(?<![\w“"'=/:.]|such as )\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})(?![\w”"'/])/g;

/**
 * The sentence with each of its times written by `write`, which is given it as RFC 3339: times of {@link dayAndTime}, and
 * RFC 3339 as conditions have it. A text of one word is a value, and one of several lines is a document, such as a manifest:
 * both stay.
 *
 * @public
 */
export function replaceTimes(
  text: string,
  write: (rfc3339: string) => string,
): string {
  return text.includes(' ') && !text.includes('\n')
    ? text
        .replace(RFC_3339, at => write(at))
        .replace(DAY_AND_TIME, (_, day, clock) => write(`${day}T${clock}:00Z`))
    : text;
}
