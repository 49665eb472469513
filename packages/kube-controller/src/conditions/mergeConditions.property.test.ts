import fc from 'fast-check';
import { Condition } from './Condition';
import { mergeConditions } from './mergeConditions';

const OLD = '2026-01-01T00:00:00Z';
const NOW = '2026-01-02T00:00:00Z';
const LATER = '2026-01-03T00:00:00Z';
const OURS = ['Created', 'Ready', '__proto__'];
const FOREIGN = ['Upgraded', 'X', 'constructor'];

/** One as a newer release may write it, with a field that is unknown here. */
type AnyCondition = Condition & { severity?: string };

const conditionsOf = (types: string[]): fc.Arbitrary<AnyCondition[]> =>
  fc.uniqueArray(
    fc.record(
      {
        type: fc.constantFrom(...types),
        status: fc.constantFrom<Condition['status']>(
          'True',
          'False',
          'Unknown',
        ),
        reason: fc.constantFrom('A', 'B'),
        message: fc.constantFrom('', 'm'),
        lastTransitionTime: fc.constant(OLD),
        observedGeneration: fc.constantFrom(1, 2),
        severity: fc.constantFrom('Info', 'Warning'),
      },
      {
        requiredKeys: [
          'type',
          'status',
          'reason',
          'message',
          'lastTransitionTime',
        ],
      },
    ),
    { selector: ({ type }) => type },
  );

const live = conditionsOf([...OURS, ...FOREIGN]);
const stated = conditionsOf(OURS).map(conditions =>
  conditions.map(({ lastTransitionTime: _, severity: __, ...rest }) => rest),
);
const isForeign = ({ type }: Condition) => FOREIGN.includes(type);

describe('mergeConditions', () => {
  it('hands on every foreign condition itself, and all that stay in their order', () => {
    fc.assert(
      fc.property(live, stated, (before, ours) => {
        const after = mergeConditions(before, ours, OURS, NOW);
        const foreign = after.filter(isForeign);
        expect(foreign).toHaveLength(before.filter(isForeign).length);
        before
          .filter(isForeign)
          .forEach((condition, i) => expect(foreign[i]).toBe(condition));
        const types = after.map(({ type }) => type);
        expect(
          before.map(({ type }) => type).filter(t => types.includes(t)),
        ).toEqual(types.filter(t => before.some(({ type }) => type === t)));
      }),
    );
  });

  it('says exactly what was stated, with the time at which it became so', () => {
    fc.assert(
      fc.property(live, stated, (before, ours) => {
        const after = mergeConditions(before, ours, OURS, NOW);
        const own = after.filter(condition => !isForeign(condition));
        expect(own).toHaveLength(ours.length);
        for (const wanted of ours) {
          const said = own.find(({ type }) => type === wanted.type);
          const was = before.find(({ type }) => type === wanted.type);
          expect(said).toMatchObject(wanted);
          expect(said?.lastTransitionTime).toBe(
            was?.status === wanted.status ? OLD : NOW,
          );
        }
      }),
    );
  });

  it('is done after one round, and then gives back the very array', () => {
    fc.assert(
      fc.property(
        fc.option(live, { nil: undefined }),
        stated,
        (before, ours) => {
          const after = mergeConditions(before, ours, OURS, NOW);
          expect(mergeConditions(after, ours, OURS, LATER)).toBe(after);
        },
      ),
    );
  });

  it('gives back the very array where nothing is stated and nothing is ours', () => {
    fc.assert(
      fc.property(live, before => {
        expect(mergeConditions(before, [], [], NOW)).toBe(before);
      }),
    );
  });

  it('never changes what it was given', () => {
    fc.assert(
      fc.property(live, stated, (before, ours) => {
        const copies = JSON.stringify([before, ours]);
        mergeConditions(before, ours, OURS, NOW);
        expect(JSON.stringify([before, ours])).toBe(copies);
      }),
    );
  });
});
