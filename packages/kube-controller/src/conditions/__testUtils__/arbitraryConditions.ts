import fc from 'fast-check';
import { Condition } from '../conditions';

export const OLD = '2026-01-01T00:00:00Z';
export const OURS = ['Created', 'Ready', '__proto__'];
const FOREIGN = ['Upgraded', 'X', 'constructor'];

/** One as a newer release may write it, with a field that is unknown here. */
export type AnyCondition = Condition & { severity?: string };

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

/** Ours and others'. */
export const liveConditions = conditionsOf([...OURS, ...FOREIGN]);
/** What we say, of our types alone. */
export const statedConditions = conditionsOf(OURS).map(conditions =>
  conditions.map(({ lastTransitionTime: _, severity: __, ...rest }) => rest),
);
export const isForeign = ({ type }: Condition) => FOREIGN.includes(type);
