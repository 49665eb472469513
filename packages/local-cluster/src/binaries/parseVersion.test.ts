import { isAtLeast, parseVersion } from './parseVersion';

describe('parseVersion', () => {
  it.each([
    ['etcd Version: 3.6.8\nGit SHA: 1\nGo Version: go1.26.8', '3.6.8'],
    ['Kubernetes v1.36.3', '1.36.3'],
    ['go1.26.8', '1.26.8'],
    ['go1.26', '1.26'],
  ])('finds the version in %j', (output, version) => {
    expect(parseVersion(output)).toBe(version);
  });

  it('finds none in other text', () => {
    expect(parseVersion('command not found')).toBeUndefined();
  });
});

describe('isAtLeast', () => {
  it.each([
    ['3.5.0', '3.5.0', true],
    ['3.4.23', '3.5.0', false],
    ['3.10.0', '3.5.0', true],
    ['4.0', '3.5.0', true],
    ['1.26', '1.26.0', true],
    ['1.25.9', '1.26.0', false],
  ])('%s against %s: %s', (version, oldest, expected) => {
    expect(isAtLeast(version, oldest)).toBe(expected);
  });
});
