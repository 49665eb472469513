// No shorthand such as \d, because `deploy/charts/dpf-portal/admission` has the same patterns and RE2 reads them there.
const DATE = /^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/;
const TIME =
  /^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$/;

/**
 * The time of an expiry, in milliseconds since the epoch; a date lasts to its end in UTC. `undefined` when it is
 * neither a date nor an RFC 3339 time.
 *
 * @public
 */
export function expiryTime(expires: string): number | undefined {
  const isDate = DATE.test(expires);
  if (!isDate && !TIME.test(expires)) {
    return undefined;
  }
  const day = expires.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Date.parse may read 31 February as a day of March.
  if (
    Number.isNaN(midnight) ||
    new Date(midnight).toISOString().slice(0, 10) !== day
  ) {
    return undefined;
  }
  const time = Date.parse(isDate ? `${day}T23:59:59Z` : expires);
  return Number.isNaN(time) ? undefined : time;
}

/** Why a new cluster cannot expire then; `undefined` when it can. @public */
export function expiresProblem(
  expires: string,
  now: number,
): string | undefined {
  const time = expiryTime(expires);
  if (time === undefined) {
    return 'Give a date such as 2027-01-31.';
  }
  return time > now ? undefined : 'Choose a day that is still to come.';
}
