import { Condition } from '@dpf-portal/kube-controller';

/** A condition as this pass sees it. */
export interface ConditionDraft {
  type: string;
  status: Condition['status'];
  reason: string;
  message: string;
  /** Not True only because it is not there yet: no news worth a write while a cluster is being made. */
  settling?: boolean;
}

export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find(condition => condition.type === type);
}
