import { DateTime } from 'luxon';

/** `14:02` today, `3 Nov 14:02` this year, else with the year. */
export function formatTime(at: string | Date, now = new Date()): string {
  const time =
    at instanceof Date ? DateTime.fromJSDate(at) : DateTime.fromISO(at);
  const today = DateTime.fromJSDate(now);
  if (!time.isValid) {
    return '—';
  }
  if (time.hasSame(today, 'day')) {
    return time.toFormat('HH:mm');
  }
  return time.toFormat(
    time.hasSame(today, 'year') ? 'd LLL HH:mm' : 'd LLL yyyy HH:mm',
  );
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** One short figure, as `3 d`, `5 h`, `12 min` or `40 s`. */
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
