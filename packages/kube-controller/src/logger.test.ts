import { boundedText } from './logger';

describe('boundedText', () => {
  it('keeps ordinary text of any language', () => {
    for (const text of ['', 'not found', 'größer – 日本語 👍🏽 “x”']) {
      expect(boundedText(text)).toBe(text);
    }
  });

  it.each(['\n', '\r', '\u0085', '\u2028', '\u2029', '\t', '\0', '\u202e'])(
    'puts a space for %j',
    char => {
      expect(boundedText(`a${char}${char}b`)).toBe('a b');
    },
  );

  it('leaves no escape sequence that a terminal would obey', () => {
    expect(boundedText('\u001b[2J\u009b31m')).toBe(' [2J 31m');
  });

  it('keeps 1000 characters, and says that there were more', () => {
    expect(boundedText('x'.repeat(1000))).toBe('x'.repeat(1000));
    expect(boundedText('x'.repeat(10_000_000))).toBe(`${'x'.repeat(999)}…`);
    expect(boundedText('x'.repeat(64), 63)).toHaveLength(63);
  });

  it('cuts no character in half', () => {
    expect(boundedText('👍'.repeat(10), 4)).toBe('👍 …');
  });
});
