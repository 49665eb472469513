import { isSameVersion, upgradeProblem } from './versions';

describe('upgradeProblem', () => {
  it.each([
    ['v1.29.0', 'v1.29.0'],
    ['v1.29.0', 'v1.29.7'],
    ['v1.29.7', 'v1.30.0'],
    ['1.29.0', 'v1.30.2'],
    ['v1.29.4+k3s1', 'v1.30.2'],
  ])('lets %s go to %s', (installed, wanted) => {
    expect(upgradeProblem(installed, wanted)).toBeUndefined();
  });

  it.each([
    ['v1.30.0', 'v1.29.9', 'cannot go back'],
    ['v1.30.2', 'v1.30.1', 'cannot go back'],
    ['v2.0.0', 'v1.99.0', 'cannot go back'],
    ['v1.29.0', 'v1.31.0', 'after v1.29.0 comes v1.30.'],
    ['v1.29.0', 'v2.0.0', 'after v1.29.0 comes v1.30.'],
    ['v1.29.0', 'latest', 'such as v1.30.2'],
    ['v1.29.0', 'v1.30', 'such as v1.30.2'],
    ['unreadable', 'v1.30.0', 'cannot be read'],
  ])('does not let %s go to %s', (installed, wanted, why) => {
    expect(upgradeProblem(installed, wanted)).toContain(why);
  });
});

describe('isSameVersion', () => {
  it.each([
    ['v1.30.2', '1.30.2', true],
    ['v1.30.2+k3s1', 'v1.30.2', true],
    ['v1.30.2', 'v1.30.1', false],
    ['odd', 'odd', true],
    ['odd', 'v1.30.1', false],
  ])('of %s and %s is %s', (one, other, same) => {
    expect(isSameVersion(one, other)).toBe(same);
  });
});
