import fc from 'fast-check';
import {
  OLD,
  OURS,
  isForeign,
  liveConditions,
  statedConditions,
} from './__testUtils__/arbitraryConditions';
import { mergeConditions } from './conditions';

const NOW = '2026-01-02T00:00:00Z';
const LATER = '2026-01-03T00:00:00Z';

describe('mergeConditions', () => {
  it('hands on every foreign condition itself, and all that stay in their order', () => {
    fc.assert(
      fc.property(liveConditions, statedConditions, (before, ours) => {
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
      fc.property(liveConditions, statedConditions, (before, ours) => {
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
        fc.option(liveConditions, { nil: undefined }),
        statedConditions,
        (before, ours) => {
          const after = mergeConditions(before, ours, OURS, NOW);
          expect(mergeConditions(after, ours, OURS, LATER)).toBe(after);
        },
      ),
    );
  });

  it('gives back the very array where nothing is stated and nothing is ours', () => {
    fc.assert(
      fc.property(liveConditions, before => {
        expect(mergeConditions(before, [], [], NOW)).toBe(before);
      }),
    );
  });

  it('never changes what it was given', () => {
    fc.assert(
      fc.property(liveConditions, statedConditions, (before, ours) => {
        const copies = JSON.stringify([before, ours]);
        mergeConditions(before, ours, OURS, NOW);
        expect(JSON.stringify([before, ours])).toBe(copies);
      }),
    );
  });
});
