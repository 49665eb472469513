import { InputError } from '@backstage/errors';
import { DpuClusterRef, parseDpuClusterRef } from '@dpf-portal/dpf-model';

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
