const MINUTE_MS = 60_000;

/** The shortest lifetime of a credential. @public */
export const MIN_CREDENTIAL_MINUTES = 15;
/** The longest lifetime that a portal can be configured to allow. @public */
export const MAX_CREDENTIAL_MINUTES = 8 * 60;
/** The longest lifetime where nothing is configured, and the lifetime where a request names none. @public */
export const DEFAULT_CREDENTIAL_MINUTES = 60;

/** Every lifetime in a request matches this: `45m` or `2h`. @public */
export const CREDENTIAL_LIFETIME_PATTERN = '^[1-9][0-9]{0,2}[mh]$';

const LIFETIME = new RegExp(CREDENTIAL_LIFETIME_PATTERN);

/** The minutes of a lifetime such as `45m` or `2h`; `undefined` when it is none. @public */
export function credentialMinutes(lifetime: string): number | undefined {
  if (!LIFETIME.test(lifetime)) {
    return undefined;
  }
  const amount = Number(lifetime.slice(0, -1));
  return lifetime.endsWith('h') ? amount * 60 : amount;
}

/** `45m`, `2h`: the shortest way to write these minutes. @public */
export function credentialLifetime(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** Why a credential cannot have this lifetime; `undefined` when it can. @public */
export function credentialLifetimeProblem(
  lifetime: string,
  maxMinutes: number,
): string | undefined {
  const minutes = credentialMinutes(lifetime);
  const range = `from ${MIN_CREDENTIAL_MINUTES}m to ${credentialLifetime(
    maxMinutes,
  )}`;
  if (minutes === undefined) {
    return `Give a lifetime in minutes or hours such as 45m or 1h, ${range}.`;
  }
  return minutes < MIN_CREDENTIAL_MINUTES || minutes > maxMinutes
    ? `Choose a lifetime ${range}.`
    : undefined;
}

/** When a credential that is made now ends; wall milliseconds. @public */
export function credentialEnd(now: number, minutes: number): number {
  return now + minutes * MINUTE_MS;
}
