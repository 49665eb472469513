import { CredentialRole } from '@dpf-portal/dpf-model';
import { createHash } from 'node:crypto';

const LONGEST = 63;
const HASH_LENGTH = 10;

/**
 * The name of the ServiceAccount of a user and role: a DNS label that shows both. The hash keeps users apart whose names
 * differ only in characters that a label cannot have.
 */
export function accountName(userEntityRef: string, role: CredentialRole) {
  const hash = createHash('sha256')
    .update(`${userEntityRef}\n${role}`)
    .digest('hex')
    .slice(0, HASH_LENGTH);
  const end = `-${role}-${hash}`;
  const shown = userEntityRef
    .replace(/^user:(default\/)?/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST - end.length)
    .replace(/^-+|-+$/g, '');
  return `${shown || 'user'}${end}`;
}
