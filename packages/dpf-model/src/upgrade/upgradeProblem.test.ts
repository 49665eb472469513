import {
  isSameVersion,
  otherVersion,
  upgradeProblem,
  versionChangeProblem,
} from './versions';

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

describe('a version that was requested and is not installed', () => {
  it('keeps no version that the installed one may get from being asked for', () => {
    for (const wanted of ['v1.36.0', 'v1.35.3', 'v1.36.99']) {
      expect(upgradeProblem('v1.35.3', wanted, 'v1.36.99')).toBeUndefined();
    }
  });

  it('is distinguished from what is installed', () => {
    const problem = upgradeProblem('v1.35.3', 'v1.34.0', 'v1.36.99');
    expect(problem).toContain('v1.35.3 is installed');
    expect(problem).toContain('told v1.36.99');
  });

  it.each([
    ['v1.35.3', 'v1.36.99', 'v1.36.0'],
    ['v1.36.1', 'v1.36.99', 'v1.36.1'],
    ['v1.35.3', 'v1.36.0', undefined],
    ['v1.35.3', 'v1.35.3', undefined],
    ['odd', 'v1.36.0', undefined],
    [undefined, 'v1.36.0', undefined],
  ])(
    'from %s, told %s, can be replaced by %s',
    (installed, requested, other) => {
      expect(otherVersion({ installed, requested })).toBe(other);
    },
  );
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

describe('versionChangeProblem', () => {
  it.each([
    ['v1.30.2', { installed: 'v1.29.4' }],
    ['v1.30.3', { requested: 'v1.29.4' }],
    ['v1.29.4', { requested: 'v1.29.4' }],
    ['v1.31.0', {}],
  ])('lets a cluster get %s with %j', (wanted, versions) => {
    expect(versionChangeProblem(wanted, versions)).toBeUndefined();
  });

  it.each([
    ['v1.31.0', { installed: 'v1.29.4' }, undefined, 'comes v1.30.'],
    ['v1.30.2', { installed: 'v1.29.4' }, ['v1.30.3'], 'Choose one of v1.30.3'],
    ['v1.29.3', { requested: 'v1.29.4' }, undefined, 'still being made with'],
    ['1.31', {}, undefined, 'such as v1.30.2'],
  ])(
    'refuses %s with %j and the choice %j',
    (wanted, versions, offered, why) => {
      expect(versionChangeProblem(wanted, versions, offered)).toContain(why);
    },
  );
});
