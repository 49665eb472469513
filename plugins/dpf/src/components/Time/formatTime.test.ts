import { Settings } from 'luxon';
import {
  formatDuration,
  formatTime,
  lastFriday,
  timeTicks,
} from './formatTime';

describe('formatTime', () => {
  const { defaultZone, defaultLocale } = Settings;
  beforeEach(() => {
    Settings.defaultZone = 'America/New_York';
    Settings.defaultLocale = 'en-US';
  });
  afterEach(() => {
    Settings.defaultZone = defaultZone;
    Settings.defaultLocale = defaultLocale;
  });

  const now = new Date('2026-11-24T20:00:00Z');

  it.each([
    ['2026-11-24T14:02:00Z', '09:02 EST'],
    ['2026-11-24T23:02:00+09:00', '09:02 EST'],
    ['2026-07-01T14:02:00Z', '1 Jul 10:02 EDT'],
    ['2027-01-01T02:00:00Z', '31 Dec 21:00 EST'],
    ['2028-01-01T14:02:00Z', '1 Jan 2028 09:02 EST'],
    ['for ever', '—'],
  ])('writes %s in the reader’s zone, which it names', (at, text) => {
    expect(formatTime(at, now)).toBe(text);
  });

  it('reads a date without a time as the end of that day in UTC', () => {
    expect(formatTime('2027-03-01', now)).toBe('1 Mar 2027 18:59 EST');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [40_000, '40 s'],
    [60_000, '1 min'],
    [3_725_000, '1 h 2 min'],
    [86_400_000 * 3 + 5 * 60_000, '3 d'],
    [-5, '0 s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('A scale of time', () => {
  const { defaultZone } = Settings;
  beforeEach(() => {
    Settings.defaultZone = 'Europe/Berlin';
  });
  afterEach(() => {
    Settings.defaultZone = defaultZone;
  });
  const labels = (from: string, until: string) =>
    timeTicks(Date.parse(from), Date.parse(until)).map(({ label }) => label);

  it('has labels at round times of the reader’s zone', () => {
    expect(labels('2026-11-23T20:10:00Z', '2026-11-24T10:00:00Z')).toEqual([
      '24 Nov',
      '03:00',
      '06:00',
      '09:00',
    ]);
    expect(labels('2026-11-20T20:10:00Z', '2026-11-24T10:00:00Z')).toEqual([
      '21 Nov',
      '22 Nov',
      '23 Nov',
      '24 Nov',
    ]);
  });

  it('has few labels, however long it is', () => {
    for (const until of ['2026-12-24', '2027-11-24', '2046-11-24']) {
      const count = labels('2026-11-23T20:10:00Z', `${until}T10:00:00Z`).length;
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(8);
    }
  });

  it.each([
    // A Monday morning, the Friday itself, and a Saturday.
    ['2026-11-30T07:00:00Z', '2026-11-26T23:00:00.000Z'],
    ['2026-11-27T07:00:00Z', '2026-11-19T23:00:00.000Z'],
    ['2026-11-28T07:00:00Z', '2026-11-26T23:00:00.000Z'],
  ])('begins for %s last Friday at %s', (now, friday) => {
    expect(lastFriday(new Date(now)).toISOString()).toBe(friday);
  });
});
