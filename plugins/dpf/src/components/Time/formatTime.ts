import { expiryTime } from '@dpf-portal/dpf-model';
import { DateTime } from 'luxon';

/** A date without a time comes from an annotation and means the end of that day in UTC. */
function momentOf(at: string): DateTime {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(at);
  return isDay
    ? DateTime.fromMillis(expiryTime(at) ?? NaN)
    : DateTime.fromISO(at);
}

/**
 * Formats a time in the reader's zone, with the zone: `14:02 CET` today, `3 Nov 14:02 CET` this year, otherwise with
 * the year. Every time on a page is formatted here.
 */
export function formatTime(at: string | Date, now = new Date()): string {
  const time = at instanceof Date ? DateTime.fromJSDate(at) : momentOf(at);
  const today = DateTime.fromJSDate(now);
  if (!time.isValid) {
    return '—';
  }
  if (time.hasSame(today, 'day')) {
    return time.toFormat('HH:mm ZZZZ');
  }
  return time.toFormat(
    time.hasSame(today, 'year') ? 'd LLL HH:mm ZZZZ' : 'd LLL yyyy HH:mm ZZZZ',
  );
}

/** Formats a time with day, seconds and zone, in the reader's language. */
export function formatExactTime(at: string): string {
  return momentOf(at).toLocaleString(DateTime.DATETIME_FULL_WITH_SECONDS);
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** Formats an age as `3 d`, `5 h`, `12 min` or `40 s`. */
export function formatAge(at: string, now = new Date()): string {
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1000);
  if (Number.isNaN(seconds)) {
    return '—';
  }
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit
    ? `${Math.floor(seconds / unit[1])} ${unit[0]}`
    : `${Math.floor(seconds)} s`;
}
