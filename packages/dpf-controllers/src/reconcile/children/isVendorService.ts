import { Service } from '@dpf-portal/dpf-model';
import { nodePortOf } from './buildService';

/**
 * DPF's own manager gives the Service it makes no owner. One that was left behind before its control plane was made, by
 * a manager that was killed, is as good as ours: it reserves a port for a control plane of that name, and Kamaji takes
 * it over.
 */
export function isVendorService(
  { metadata, spec }: Service,
  controlPlane: string,
): boolean {
  return (
    !metadata.ownerReferences?.length &&
    spec?.type === 'NodePort' &&
    nodePortOf({ metadata, spec }) !== undefined &&
    spec.selector?.['kamaji.clastix.io/name'] === controlPlane
  );
}
