import {
  createConditionExports,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { readOwner } from '@dpf-portal/dpf-model';
import { z } from 'zod/v4';
import { dpuClusterPermissionResourceRef } from './dpuClusterResourceRef';

/** The cluster's owner is among the claims. @public */
export const isOwner = createPermissionRule({
  name: 'IS_OWNER',
  description: 'Allow DPU clusters that one of the claims owns',
  resourceRef: dpuClusterPermissionResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity refs, such as the ownership refs of the caller'),
  }),
  apply: ({ owner }, { claims }) =>
    owner !== undefined && claims.some(claim => readOwner(claim) === owner),
  toQuery: ({ claims }) => ({ key: 'owner', values: claims }),
});

/** @public */
export const inManagementCluster = createPermissionRule({
  name: 'IN_MANAGEMENT_CLUSTER',
  description: 'Allow DPU clusters of the named management clusters',
  resourceRef: dpuClusterPermissionResourceRef,
  paramsSchema: z.object({
    names: z.array(z.string()).describe('Names of management clusters'),
  }),
  apply: ({ managementCluster }, { names }) =>
    names.includes(managementCluster),
  toQuery: ({ names }) => ({ key: 'managementCluster', values: names }),
});

/** @public */
export const inNamespace = createPermissionRule({
  name: 'IN_NAMESPACE',
  description: 'Allow DPU clusters in the named namespaces',
  resourceRef: dpuClusterPermissionResourceRef,
  paramsSchema: z.object({
    namespaces: z.array(z.string()).describe('Names of namespaces'),
  }),
  apply: ({ namespace }, { namespaces }) => namespaces.includes(namespace),
  toQuery: ({ namespaces }) => ({ key: 'namespace', values: namespaces }),
});

/** @public */
export const hasType = createPermissionRule({
  name: 'HAS_TYPE',
  description: 'Allow DPU clusters of the given types',
  resourceRef: dpuClusterPermissionResourceRef,
  paramsSchema: z.object({
    types: z.array(z.string()).describe('kamaji, static or vendor/name'),
  }),
  apply: ({ type }, { types }) => types.includes(type),
  toQuery: ({ types }) => ({ key: 'type', values: types }),
});

/** @public */
export const dpuClusterPermissionRules = {
  isOwner,
  inManagementCluster,
  inNamespace,
  hasType,
};

const { conditions, createConditionalDecision } = createConditionExports({
  resourceRef: dpuClusterPermissionResourceRef,
  rules: dpuClusterPermissionRules,
});

/** Conditions for permission policies. @public */
export const dpuClusterConditions = conditions;

/** Makes a conditional decision on DPU clusters, for permission policies. @public */
export const createDpuClusterConditionalDecision = createConditionalDecision;
