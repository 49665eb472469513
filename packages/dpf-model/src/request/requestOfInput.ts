import {
  DpuClusterRequest,
  dpuClusterRequestSchema,
} from './DpuClusterRequest';
import { SchemaValue } from './RequestSchema';

// The task or the browser provides these fields; nobody enters them.
const { requestId, templateRef, keepalived, ...plain } =
  dpuClusterRequestSchema.properties;

/** A request as flat as a form: the input of the scaffolder's action `dpf:dpu-cluster:create`. @public */
export const dpuClusterInputSchema = {
  required: ['name', 'type'],
  properties: { ...plain, ...keepalived.properties },
} as const;

/** A request as {@link dpuClusterInputSchema} describes it. @public */
export type DpuClusterInput = SchemaValue<typeof dpuClusterInputSchema>;

/** A form sends a cleared field as an empty string or object, which counts as not given. */
function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === '') {
    return false;
  }
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Returns only the fields that were given: a form sends a cleared one as an empty text or object. @public */
export function given<T extends object>(fields: T): T {
  const entries = Object.entries(fields).filter(([, value]) => isGiven(value));
  return Object.fromEntries(entries) as T;
}

/** Converts the input of a form to a request. @public */
export function requestOfInput(
  input: DpuClusterInput,
  origin: { requestId: string; templateRef?: string },
): DpuClusterRequest {
  const { vip, virtualRouterID, interface: nic, nodeSelector, ...rest } = input;
  return given<DpuClusterRequest>({
    ...rest,
    ...origin,
    keepalived: given({ vip, virtualRouterID, interface: nic, nodeSelector }),
  });
}
