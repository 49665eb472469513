import { expiryTime } from './expires';

/** The longest pause, in milliseconds. @public */
export const LONGEST_PAUSE_MS = 7 * 24 * 60 * 60 * 1000;

const DATE_LENGTH = '2027-01-31'.length;

/** The moment of an RFC 3339 time, in milliseconds since the epoch; `undefined` when it is none, a mere date included. */
export function momentOf(time: string): number | undefined {
  return time.length > DATE_LENGTH ? expiryTime(time) : undefined;
}

/** Why a cluster cannot be paused until then; `undefined` when it can. @public */
export function pausedUntilProblem(
  pausedUntil: string,
  now: number,
): string | undefined {
  const time = momentOf(pausedUntil);
  if (time === undefined) {
    return 'Give a time such as 2027-01-31T18:00:00Z.';
  }
  if (time <= now) {
    return 'Choose a time that is still to come, or null to end the pause.';
  }
  return time > now + LONGEST_PAUSE_MS
    ? 'A pause lasts 7 days at most; it can be prolonged before it ends.'
    : undefined;
}

/**
 * The state of an annotation `dpf-portal.io/paused-until`. Users can write one without the request rules, and an
 * admission policy has no clock, so a pause that no request could set is `ignored`. Otherwise it could last for ever.
 *
 * @public
 */
export type Pause =
  | { state: 'none' }
  /** The reconcilers do not touch the cluster until then, in milliseconds since the epoch. */
  | { state: 'inForce'; until: number }
  | { state: 'ignored'; because: 'notATime' | 'tooLong' };

/** Reads the annotation. The reconcilers, the findings and the browser all use it. @public */
export function readPause(pausedUntil: string | undefined, now: number): Pause {
  if (!pausedUntil) {
    return { state: 'none' };
  }
  const until = momentOf(pausedUntil);
  if (until === undefined) {
    return { state: 'ignored', because: 'notATime' };
  }
  if (until <= now) {
    return { state: 'none' };
  }
  return until > now + LONGEST_PAUSE_MS
    ? { state: 'ignored', because: 'tooLong' }
    : { state: 'inForce', until };
}
