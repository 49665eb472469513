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

/** Formats a length of time with two units: `3 d 4 h`, `5 h 12 min`, `40 s`. */
export function formatDuration(milliseconds: number): string {
  let seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts = [...UNITS, ['s', 1] as const].map(([unit, length]) => {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    return { unit, count };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  return first === -1
    ? '0 s'
    : parts
        .slice(first, first + 2)
        .filter(({ count }) => count > 0)
        .map(({ unit, count }) => `${count} ${unit}`)
        .join(' ');
}

/** What a scale of time is labelled with, and where. */
export interface TimeTick {
  at: number;
  label: string;
}

const TICK_MINUTES = [1, 5, 15, 30, 60, 180, 360, 720];
const TICK_DAYS = [1, 2, 7, 14, 30, 90, 365];
const DAY_MINUTES = 1440;

/** The labels of a scale of time, at most `most`, at round times of the reader's zone. */
export function timeTicks(from: number, until: number, most = 7): TimeTick[] {
  const minutes = (until - from) / 60_000;
  const step =
    [...TICK_MINUTES, ...TICK_DAYS.map(days => days * DAY_MINUTES)].find(
      length => minutes / length <= most,
    ) ?? Math.ceil(minutes / most / DAY_MINUTES) * DAY_MINUTES;
  const isDays = step >= DAY_MINUTES;
  const start = DateTime.fromMillis(from).startOf('day');
  const ticks: TimeTick[] = [];
  for (let i = 0; ; i++) {
    const time = isDays
      ? start.plus({ days: (i * step) / DAY_MINUTES })
      : start.plus({ minutes: i * step });
    const at = time.toMillis();
    if (at > until) {
      return ticks;
    }
    if (at >= from) {
      const isMidnight = time.hour === 0 && time.minute === 0;
      const label = time.toFormat(isDays || isMidnight ? 'd LLL' : 'HH:mm');
      ticks.push({ at, label });
    }
  }
}

/** The name of the reader's zone, for labels without one. */
export function zoneName(at = new Date()): string {
  return DateTime.fromJSDate(at).toFormat('ZZZZ');
}

/** The start of the last Friday before today, in the reader's zone. */
export function lastFriday(now = new Date()): Date {
  const today = DateTime.fromJSDate(now).startOf('day');
  const daysAgo = (today.weekday + 2) % 7 || 7;
  return today.minus({ days: daysAgo }).toJSDate();
}
