import {
  DpuClusterRequest,
  SchemaValue,
  dpuClusterRequestSchema,
} from '@dpf-portal/dpf-model';
import { given } from './inputOf';

// What the task gives is no input.
const { requestId, templateRef, keepalived, ...plain } =
  dpuClusterRequestSchema.properties;

/** Input of `dpf:dpu-cluster:create`: a request, flat as a form is. */
export const createDpuClusterInputSchema = {
  required: ['name', 'type'],
  properties: { ...plain, ...keepalived.properties },
} as const;

export type CreateDpuClusterInput = SchemaValue<
  typeof createDpuClusterInputSchema
>;

/** The request that an input means. */
export function toDpuClusterRequest(
  input: CreateDpuClusterInput,
  task: { requestId: string; templateRef?: string },
): DpuClusterRequest {
  const { vip, virtualRouterID, interface: nic, nodeSelector, ...rest } = input;
  return given<DpuClusterRequest>({
    ...rest,
    ...task,
    keepalived: given({ vip, virtualRouterID, interface: nic, nodeSelector }),
  });
}
