import { Settings } from 'luxon';
import { formatTime } from './formatTime';

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
