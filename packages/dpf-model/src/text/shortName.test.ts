import { shortName } from './shortName';

describe('shortName', () => {
  it('leaves a name that is short enough', () => {
    expect(shortName('a'.repeat(63))).toBe('a'.repeat(63));
  });

  it('cuts a longer one to the same name every time, and keeps two of them apart', () => {
    const one = `${'a'.repeat(70)}-1`;
    const two = `${'a'.repeat(70)}-2`;
    expect(shortName(one)).toHaveLength(63);
    expect(shortName(one)).toBe(shortName(one));
    expect(shortName(one)).not.toBe(shortName(two));
  });

  it('ends the kept part in a letter or digit, so that the name is a label value and an entity name', () => {
    expect(shortName(`${'a'.repeat(53)}.${'b'.repeat(20)}`)).toMatch(
      /^a{53}-[0-9a-f]{8}$/,
    );
  });

  it('cuts to any length', () => {
    expect(shortName('team-a-blue-of-the-lab', 20)).toMatch(
      /^team-a-blue-[0-9a-f]{8}$/,
    );
  });
});
