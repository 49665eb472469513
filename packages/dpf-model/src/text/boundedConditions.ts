import { Condition } from '@dpf-portal/kube-controller';
import { LONGEST_NAME, boundedText } from './boundedText';

const MOST_CONDITIONS = 50;

/** Conditions as they may be shown: any controller may write some, of any length. @public */
export function boundedConditions(
  conditions: readonly Condition[] = [],
): Condition[] {
  return conditions.slice(0, MOST_CONDITIONS).map(condition => ({
    ...condition,
    type: boundedText(condition.type, LONGEST_NAME),
    reason: boundedText(condition.reason ?? '', LONGEST_NAME),
    message: boundedText(condition.message ?? ''),
  }));
}
