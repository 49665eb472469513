import type { z as Zod } from 'zod/v3';
import { InputError } from '@backstage/errors';
import { DpuClusterRef, parseDpuClusterRef } from '@dpf-portal/dpf-model';

const REF = { description: 'management cluster/namespace/name' };

/** Inputs and outputs that identify an existing cluster. */
export const clusterRefSchema = {
  input: {
    ref: (z: typeof Zod) => z.string(REF),
    uid: (z: typeof Zod) =>
      z
        .string({
          description:
            'UID of the object. The action fails if the cluster was created again.',
        })
        .optional(),
  },
  output: {
    ref: (z: typeof Zod) => z.string(REF),
    uid: (z: typeof Zod) => z.string(),
  },
};

/** Parses an input `ref`. @throws InputError if it is malformed. */
export function refOf(text: string): DpuClusterRef {
  const ref = parseDpuClusterRef(text);
  if (!ref) {
    throw new InputError(
      'ref must be management cluster/namespace/name, as in the output of dpf:dpu-cluster:create.',
    );
  }
  return ref;
}
