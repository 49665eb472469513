import { dayAndTime, replaceDayAndTime } from './dayAndTime';

describe('dayAndTime', () => {
  it('names the zone and the day', () => {
    expect(dayAndTime('2026-11-24T23:30:15+01:00')).toBe(
      '2026-11-24 22:30 UTC',
    );
  });

  it('leaves alone what is no time', () => {
    expect(dayAndTime('for ever')).toBe('for ever');
  });
});

describe('replaceDayAndTime', () => {
  it('finds every time again, and leaves quoted values alone', () => {
    const text = `From ${dayAndTime('2026-11-24T22:30:00Z')} to ${dayAndTime(
      '2026-11-25T01:00:00Z',
    )}, such as 2027-01-31T18:00:00Z.`;
    expect(replaceDayAndTime(text, at => `<${at}>`)).toBe(
      'From <2026-11-24T22:30:00Z> to <2026-11-25T01:00:00Z>, such as 2027-01-31T18:00:00Z.',
    );
  });
});
