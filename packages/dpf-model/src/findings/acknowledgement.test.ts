import {
  LONGEST_ACKNOWLEDGEMENT_NOTE,
  acknowledgementProblems,
  toAcknowledgement,
} from './acknowledgement';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const DAY_MS = 24 * 60 * 60_000;
const inDays = (days: number) => new Date(NOW + days * DAY_MS).toISOString();

describe('a request to acknowledge a finding', () => {
  const fieldsOf = (note: string, until: string) =>
    acknowledgementProblems({ note, until }, NOW).map(({ field }) => field);

  it.each([
    ['a note and a time', 'Cables are ordered.', inDays(3), []],
    ['the longest time', 'Waits.', inDays(30), []],
    ['no note', '', inDays(3), ['note']],
    ['a note of white space', ' \n\t ', inDays(3), ['note']],
    ['a note of control characters', '\u0000\u202e', inDays(3), ['note']],
    [
      'the longest note',
      'x'.repeat(LONGEST_ACKNOWLEDGEMENT_NOTE),
      inDays(3),
      [],
    ],
    [
      'a longer note',
      'x'.repeat(LONGEST_ACKNOWLEDGEMENT_NOTE + 1),
      inDays(3),
      ['note'],
    ],
    ['no time', 'Waits.', '', ['until']],
    ['a date alone', 'Waits.', '2026-12-01', ['until']],
    ['text', 'Waits.', 'next week', ['until']],
    ['now', 'Waits.', inDays(0), ['until']],
    ['a time that is over', 'Waits.', inDays(-1), ['until']],
    ['more than 30 days', 'Waits.', inDays(31), ['until']],
    ['nothing', '', '', ['note', 'until']],
  ])('with %s', (_what, note, until, fields) => {
    expect(fieldsOf(note, until)).toEqual(fields);
  });

  it('is stored as one line of plain text, with the time in UTC', () => {
    expect(
      toAcknowledgement(
        {
          note: '  Cables\nare\u202e ordered. ',
          until: '2026-11-25T12:00:00+02:00',
        },
        'user:default/ann',
        NOW,
      ),
    ).toEqual({
      by: 'user:default/ann',
      at: '2026-11-24T10:00:00.000Z',
      until: '2026-11-25T10:00:00.000Z',
      note: 'Cables are ordered.',
    });
  });
});
