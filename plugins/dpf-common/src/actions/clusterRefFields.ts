import { InputError } from '@backstage/errors';
import { DpuClusterRef, parseDpuClusterRef } from '@dpf-portal/dpf-model';
import { ZodOfHost } from './DpfAction';

const REF = { description: 'management cluster/namespace/name' };

/** The fields that identify an existing cluster. @public */
export const clusterRefFields = {
  ref: (z: ZodOfHost) => z.string(REF),
  uid: (z: ZodOfHost) =>
    z
      .string({
        description:
          'UID of the object. The action fails if the cluster was created again.',
      })
      .optional(),
};

/** The cluster that an action was about. */
export const clusterRefOutput = {
  ref: clusterRefFields.ref,
  uid: (z: ZodOfHost) => z.string(),
};

/**
 * Parses an input `ref`.
 *
 * @throws InputError if it is malformed.
 *
 * @public
 */
export function refOfInput(text: string): DpuClusterRef {
  const ref = parseDpuClusterRef(text);
  if (!ref) {
    throw new InputError(
      'ref must be management cluster/namespace/name, as list-dpu-clusters and dpf:dpu-cluster:create name it.',
    );
  }
  return ref;
}
