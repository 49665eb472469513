import fc from 'fast-check';
import { applyPatch } from 'fast-json-patch';
import {
  AnyCondition,
  OURS,
  isForeign,
  liveConditions,
  statedConditions,
} from './__testUtils__/arbitraryConditions';
import { mergeConditions, patchConditions } from './conditions';

const NOW = '2026-01-02T00:00:00Z';

/** As a watch that knows an older schema delivers it. */
const pruned = ({ severity: _, ...known }: AnyCondition) => known;

function patched(
  server: { conditions?: AnyCondition[] },
  steps: ReturnType<typeof patchConditions>,
) {
  const { newDocument } = applyPatch(server, steps, true, false);
  return newDocument.conditions;
}

describe('patchConditions', () => {
  it('leads from any live conditions to what was merged', () => {
    fc.assert(
      fc.property(
        fc.option(liveConditions, { nil: undefined }),
        statedConditions,
        (live, stated) => {
          const merged = mergeConditions(live, stated, OURS, NOW);
          const steps = patchConditions(live, merged, '/conditions');
          expect(patched({ conditions: live }, steps)).toEqual(merged);
        },
      ),
    );
  });

  it('leaves every foreign condition as the server has it, whatever of it was not seen', () => {
    fc.assert(
      fc.property(liveConditions, statedConditions, (live, stated) => {
        const seen = live.map(pruned);
        const merged = mergeConditions(seen, stated, OURS, NOW);
        const steps = patchConditions(seen, merged, '/conditions');
        expect(patched({ conditions: live }, steps)?.filter(isForeign)).toEqual(
          live.filter(isForeign),
        );
      }),
    );
  });

  it('has nothing to do where nothing changes', () => {
    fc.assert(
      fc.property(liveConditions, live => {
        expect(patchConditions(live, live, '/conditions')).toEqual([]);
      }),
    );
  });
});
