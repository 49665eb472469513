import { barSegments } from './barSegments';

const shown = (...args: Parameters<typeof barSegments>) =>
  barSegments(...args)?.map(
    ({ number, label, percent }) => `${number} ${label}: ${percent}%`,
  );

describe('barSegments', () => {
  it('puts each DPU into one part', () => {
    expect(shown({ assigned: 20, joined: 19, operational: 18 }, 40)).toEqual([
      '18 operational: 45%',
      '1 joined, not operational: 2.5%',
      '1 assigned, not joined: 2.5%',
      '20 more allowed (at most 40): 50%',
    ]);
  });

  it('leaves out what the API never tells', () => {
    expect(shown({ assigned: 4, joined: 3 }, 8)).toEqual([
      '3 joined: 37.5%',
      '1 assigned, not joined: 12.5%',
      '4 more allowed (at most 8): 50%',
    ]);
    expect(shown({ assigned: 4 }, 8)).toEqual([
      '4 assigned: 50%',
      '4 more allowed (at most 8): 50%',
    ]);
  });

  it('counts an operational DPU as such, although it has not joined', () => {
    expect(
      shown({ assigned: 5, joined: 0, operational: 1 }, undefined),
    ).toEqual([
      '1 operational: 20%',
      '0 joined, not operational: 0%',
      '4 assigned, not joined: 80%',
    ]);
  });

  it('draws more DPUs than the ceiling allows, and none, and nothing unknown', () => {
    expect(shown({ assigned: 5, joined: 5 }, 2)?.[0]).toBe('5 joined: 100%');
    expect(shown({ assigned: 0, joined: 0, operational: 0 }, 10)?.[3]).toBe(
      '10 more allowed (at most 10): 100%',
    );
    expect(barSegments({}, 10)).toBeUndefined();
  });
});
