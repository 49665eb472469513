import type { z as Zod } from 'zod/v3';
import { InputError } from '@backstage/errors';
import { DpuClusterRef, parseDpuClusterRef } from '@dpf-portal/dpf-model';

const REF = { description: 'management cluster/namespace/name' };

/** How actions are told of a cluster that is there, and tell of it. */
export const clusterRefSchema = {
  input: {
    ref: (z: typeof Zod) => z.string(REF),
    uid: (z: typeof Zod) =>
      z.string({ description: 'The very object that is meant.' }).optional(),
  },
  output: {
    ref: (z: typeof Zod) => z.string(REF),
    uid: (z: typeof Zod) => z.string(),
  },
};

/** The cluster that an input `ref` means. Throws an InputError when it means none. */
export function refOf(text: string): DpuClusterRef {
  const ref = parseDpuClusterRef(text);
  if (!ref) {
    throw new InputError(
      'ref must be management cluster/namespace/name, as dpf:dpu-cluster:create puts it out.',
    );
  }
  return ref;
}
