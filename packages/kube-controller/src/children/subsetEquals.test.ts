import { parseQuantity } from './parseQuantity';
import { subsetEquals } from './subsetEquals';

describe('subsetEquals', () => {
  it.each<[string, unknown, unknown, boolean]>([
    ['an added field', { a: 1 }, { a: 1, b: 2 }, true],
    ['a changed field', { a: 1 }, { a: 2 }, false],
    ['a missing field', { a: 1 }, {}, false],
    ['a wanted undefined', { a: undefined }, { a: 2 }, true],
    ['a wanted null that is there', { a: null }, { a: 2 }, false],
    ['a wanted null that is absent', { a: null }, {}, true],
    ['a dropped false', { hostNetwork: false }, {}, true],
    [
      'a false that is true',
      { hostNetwork: false },
      { hostNetwork: true },
      false,
    ],
    ['a dropped empty list', { a: [] }, {}, true],
    ['an empty list that is not', { a: [] }, { a: ['x'] }, false],
    ['arguments in another order', ['a', 'b'], ['b', 'a'], false],
    ['fewer arguments', ['a'], ['a', 'b'], false],
    ['a number for a string', { a: '1' }, { a: 1 }, false],
  ])('%s', (_, wanted, live, expected) => {
    expect(subsetEquals(wanted, live)).toBe(expected);
  });

  it('compares lists by key, whatever the server added', () => {
    const wanted = { containers: [{ name: 'b', image: 'i' }, { name: 'a' }] };
    const live = {
      containers: [
        { name: 'a', terminationMessagePath: '/dev/termination-log' },
        { name: 'injected' },
        { name: 'b', image: 'i' },
      ],
    };
    expect(subsetEquals(wanted, live)).toBe(true);
    live.containers[2].image = 'other';
    expect(subsetEquals(wanted, live)).toBe(false);
  });

  it('takes a port without protocol for TCP', () => {
    expect(
      subsetEquals(
        {
          ports: [
            { port: 53, targetPort: 1 },
            { port: 53, protocol: 'UDP' },
          ],
        },
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP', targetPort: 1 },
          ],
        },
      ),
    ).toBe(true);
  });

  it('compares quantities by value, and only quantities', () => {
    const resources = (cpu: unknown, memory: unknown) => ({
      resources: { limits: { cpu, memory } },
    });
    expect(
      subsetEquals(resources(0.5, '1024Mi'), resources('500m', '1Gi')),
    ).toBe(true);
    expect(subsetEquals(resources('1', '1G'), resources('1', '1Gi'))).toBe(
      false,
    );
    expect(
      subsetEquals({ labels: { a: '1000m' } }, { labels: { a: '1' } }),
    ).toBe(false);
  });
});

describe('parseQuantity', () => {
  it.each([
    ['1', 1_000_000_000n],
    ['100m', 100_000_000n],
    ['1.5Gi', 1_610_612_736n * 1_000_000_000n],
    ['1e3', 1_000n * 1_000_000_000n],
    ['-2k', -2_000n * 1_000_000_000n],
    ['.5', 500_000_000n],
  ])('reads %s', (text, nano) => {
    expect(parseQuantity(text)).toBe(nano);
  });

  it.each(['', 'm', 'abc', '1 Gi', '1.2.3'])('refuses "%s"', text => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});
