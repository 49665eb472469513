import { pausedUntilProblem } from './pausedUntil';

const NOW = Date.parse('2026-11-25T12:00:00Z');

describe('pausedUntilProblem', () => {
  it.each(['2026-11-25T12:00:01Z', '2026-12-02T13:00:00+01:00'])(
    'lets a cluster rest until %s',
    time => {
      expect(pausedUntilProblem(time, NOW)).toBeUndefined();
    },
  );

  it.each([
    ['tomorrow', 'such as 2027'],
    ['2026-11-26', 'such as 2027'],
    ['2026-02-31T12:00:00Z', 'such as 2027'],
    ['2026-11-25T12:00:00Z', 'still to come'],
    ['2026-12-02T12:00:01Z', '7 days at most'],
    ['9999-12-31T23:59:59Z', '7 days at most'],
  ])('refuses %s', (time, why) => {
    expect(pausedUntilProblem(time, NOW)).toContain(why);
  });
});
