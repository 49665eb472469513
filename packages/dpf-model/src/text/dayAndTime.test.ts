import { dayAndTime, replaceTimes } from './dayAndTime';

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

describe('replaceTimes', () => {
  const marked = (text: string) => replaceTimes(text, at => `<${at}>`);

  it.each([
    [
      `From ${dayAndTime('2026-11-24T22:30:00Z')} on, so to ${dayAndTime(
        '2026-11-25T01:00:00Z',
      )}.`,
      'From <2026-11-24T22:30:00Z> on, so to <2026-11-25T01:00:00Z>.',
    ],
    [
      'It expired at 2026-11-24T22:30:00.000Z. Have it issued anew.',
      'It expired at <2026-11-24T22:30:00.000Z>. Have it issued anew.',
    ],
    [
      'It is paused until 2026-11-24T22:30:00+02:00, so wait.',
      'It is paused until <2026-11-24T22:30:00+02:00>, so wait.',
    ],
  ])('finds the times of %p', (text, expected) => {
    expect(marked(text)).toBe(expected);
  });

  it.each([
    '2026-11-24T22:30:00Z',
    'Set it to a time such as 2027-01-31T18:00:00Z, or remove it.',
    'The pause until “2027-01-31T18:00:00Z” is ignored.',
    'kubectl annotate dpuclusters blue a.io/until=2027-01-31T18:00:00Z',
    'Version 2026-11-24 of 22:30.',
    'metadata:\n  annotations:\n    dpf-portal.io/expires: 2027-01-31T18:00:00Z\n',
  ])('leaves %p as it is', text => {
    expect(marked(text)).toBe(text);
  });
});
