import fc from 'fast-check';
import { Condition, mergeConditions } from './conditions';

const OLD = '2026-01-01T00:00:00Z';
const NOW = '2026-01-02T00:00:00Z';
const OURS = ['Created', 'Ready'];

const condition = (
  type: string,
  status: Condition['status'] = 'True',
  reason = 'Fine',
): Condition => ({
  type,
  status,
  reason,
  message: '',
  lastTransitionTime: OLD,
});

function stated({ lastTransitionTime: _, ...rest }: Condition) {
  return rest;
}

describe('mergeConditions', () => {
  it('returns the live array itself when nothing changes', () => {
    const live = [condition('Foreign'), condition('Ready')];
    expect(mergeConditions(live, [stated(live[1])], OURS, NOW)).toBe(live);
  });

  it('moves lastTransitionTime with the status only', () => {
    const live = [condition('Created'), condition('Ready')];
    const merged = mergeConditions(
      live,
      [
        stated(condition('Created', 'True', 'Other')),
        stated(condition('Ready', 'False')),
      ],
      OURS,
      NOW,
    );
    expect(merged.map(c => c.lastTransitionTime)).toEqual([OLD, NOW]);
    expect(merged[0].reason).toBe('Other');
  });

  it('drops one of ours that is no longer stated', () => {
    const live = [condition('Created'), condition('Foreign')];
    expect(mergeConditions(live, [], OURS, NOW)).toEqual([live[1]]);
  });

  it('starts from nothing', () => {
    expect(
      mergeConditions(undefined, [stated(condition('Ready'))], OURS, NOW),
    ).toEqual([{ ...condition('Ready'), lastTransitionTime: NOW }]);
  });

  const anyCondition = (types: string[]) =>
    fc.record({
      type: fc.constantFrom(...types),
      status: fc.constantFrom<Condition['status']>('True', 'False', 'Unknown'),
      reason: fc.constantFrom('A', 'B'),
      message: fc.constantFrom('', 'm'),
      lastTransitionTime: fc.constant(OLD),
    });
  const set = (types: string[]) =>
    fc.uniqueArray(anyCondition(types), { selector: c => c.type });

  it('B17: keeps foreign conditions as they are and in order, and is done after one round', () => {
    fc.assert(
      fc.property(set([...OURS, 'X', 'Y', 'Z']), set(OURS), (live, wanted) => {
        const ours = wanted.map(stated);
        const merged = mergeConditions(live, ours, OURS, NOW);
        const foreign = (list: readonly Condition[]) =>
          list.filter(c => !OURS.includes(c.type));
        expect(foreign(merged)).toEqual(foreign(live));
        expect(
          merged
            .filter(c => OURS.includes(c.type))
            .map(c => c.type)
            .sort(),
        ).toEqual(wanted.map(c => c.type).sort());
        expect(mergeConditions(merged, ours, OURS, 'later')).toBe(merged);
      }),
    );
  });
});
