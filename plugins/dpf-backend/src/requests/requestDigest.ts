import { DpuClusterRequest } from '@dpf-portal/backstage-plugin-dpf-common';
import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';

/**
 * The SHA-256 of a request as the caller sent it, before anything is filled in: what the policy gives, or which address is
 * free, may differ when the same request comes again. The order of its keys does not count. The handle of an upload is
 * part of it: whoever sends another one asks for another cluster.
 */
export function requestDigest(request: DpuClusterRequest): string {
  return createHash('sha256').update(stringify(request)).digest('hex');
}
