import { stringifyEntityRef } from '@backstage/catalog-model';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { DpuClusterRef } from '@dpf-portal/dpf-model';

const MAX_ENTITY_NAME = 63;
const HASH_LENGTH = 8;

/**
 * The name of a cluster's catalog entity: `<mc>.<ns>.<name>`, with `.dpf` for the guide's group beside the released one.
 * Over 63 characters it is cut and ends in a hash of the whole.
 *
 * @public
 */
export function dpuClusterEntityName(ref: DpuClusterRef): string {
  const whole = `${ref.managementCluster}.${ref.namespace}.${ref.name}${
    ref.group ? '.dpf' : ''
  }`;
  if (whole.length <= MAX_ENTITY_NAME) {
    return whole;
  }
  const hash = bytesToHex(sha256(utf8ToBytes(whole))).slice(0, HASH_LENGTH);
  const kept = whole
    .slice(0, MAX_ENTITY_NAME - HASH_LENGTH - 1)
    .replace(/[-_.]+$/, '');
  return `${kept}-${hash}`;
}

/**
 * The entity ref of a cluster in the catalog.
 *
 * @public
 */
export function dpuClusterEntityRef(
  ref: DpuClusterRef,
  options: { entityNamespace?: string } = {},
): string {
  return stringifyEntityRef({
    kind: 'Resource',
    namespace: options.entityNamespace ?? 'default',
    name: dpuClusterEntityName(ref),
  });
}
