import { MALFORMED_TIMES } from '@dpf-portal/test-support';
import { pausedUntilProblem, readPause } from './pausedUntil';

const NOW = Date.parse('2026-11-25T12:00:00Z');

describe('pausedUntilProblem', () => {
  it.each(['2026-11-25T12:00:01Z', '2026-12-02T13:00:00+01:00'])(
    'lets a cluster rest until %s',
    time => {
      expect(pausedUntilProblem(time, NOW)).toBeUndefined();
    },
  );

  it.each([
    ...MALFORMED_TIMES.map(text => [text, 'such as 2027']),
    ['2026-11-26', 'such as 2027'],
    ['2026-11-25T12:00:00Z', 'still to come'],
    ['2026-12-02T12:00:01Z', '7 days at most'],
    ['9999-12-31T23:59:59Z', '7 days at most'],
  ])('refuses %s', (time, why) => {
    expect(pausedUntilProblem(time, NOW)).toContain(why);
  });
});

describe('readPause', () => {
  it.each([undefined, '', '2026-11-25T12:00:00Z', '2020-01-01T00:00:00Z'])(
    'is no pause at %j',
    text => {
      expect(readPause(text, NOW)).toEqual({ state: 'none' });
    },
  );

  it.each(['2026-11-25T12:00:01Z', '2026-12-02T13:00:00+01:00'])(
    'is in force until %s',
    text => {
      expect(readPause(text, NOW)).toEqual({
        state: 'inForce',
        until: Date.parse(text),
      });
    },
  );

  it.each([
    ['2026-12-02T12:00:01Z', 'tooLong'],
    ['2099-01-01T00:00:00Z', 'tooLong'],
    ['2999-12-31T23:59:59Z', 'tooLong'],
    ['2026-11-26', 'notATime'],
    ...MALFORMED_TIMES.map(text => [text, 'notATime']),
  ])('ignores %j', (text, because) => {
    expect(readPause(text, NOW)).toEqual({ state: 'ignored', because });
  });
});
