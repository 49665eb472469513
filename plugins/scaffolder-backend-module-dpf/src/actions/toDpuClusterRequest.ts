import {
  DpuClusterRequest,
  SchemaValue,
  dpuClusterRequestSchema,
} from '@dpf-portal/dpf-model';
import { given } from './inputOf';

// The task provides these fields; they are not inputs.
const { requestId, templateRef, keepalived, ...plain } =
  dpuClusterRequestSchema.properties;

/** Input of `dpf:dpu-cluster:create`: a request as flat as a form. */
export const createDpuClusterInputSchema = {
  required: ['name', 'type'],
  properties: { ...plain, ...keepalived.properties },
} as const;

export type CreateDpuClusterInput = SchemaValue<
  typeof createDpuClusterInputSchema
>;

/** Converts the input to a request. */
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
