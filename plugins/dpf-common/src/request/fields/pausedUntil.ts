import { expiryTime } from './expires';

/** The longest pause that may be asked for, in milliseconds. @public */
export const LONGEST_PAUSE_MS = 7 * 24 * 60 * 60 * 1000;

const DATE_LENGTH = '2027-01-31'.length;

/** Why a cluster cannot be paused until then; `undefined` when it can. @public */
export function pausedUntilProblem(
  pausedUntil: string,
  now: number,
): string | undefined {
  const time =
    pausedUntil.length > DATE_LENGTH ? expiryTime(pausedUntil) : undefined;
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
