const STAMP = /\b(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC\b/g;

/**
 * `2026-11-24 14:02 UTC`, for a sentence: it is written where nobody knows the reader's time zone, and it may be read days
 * later. {@link replaceDayAndTime} finds it again where the zone is known.
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

/**
 * The text with each time of {@link dayAndTime} written by `write`, which is given it as RFC 3339. Times in other forms stay:
 * they are values that the text quotes.
 *
 * @public
 */
export function replaceDayAndTime(
  text: string,
  write: (rfc3339: string) => string,
): string {
  return text.replace(STAMP, (_, day, clock) => write(`${day}T${clock}:00Z`));
}
