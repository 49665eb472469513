import { createConditionExports } from '@backstage/plugin-permission-node';
import { dpuClusterPermissionResourceRef } from './dpuClusterResourceRef';
import { dpuClusterPermissionRules } from './rules';

const { conditions, createConditionalDecision } = createConditionExports({
  resourceRef: dpuClusterPermissionResourceRef,
  rules: dpuClusterPermissionRules,
});

/** Conditions for permission policies. @public */
export const dpuClusterConditions = conditions;

/** @public */
export const createDpuClusterConditionalDecision = createConditionalDecision;
