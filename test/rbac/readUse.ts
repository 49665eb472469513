import { AuditEvent } from '../portal/readAuditLog';
import { grantOf } from './readGrants';

/** The permissions that a user used, and those it was denied. */
export interface Use {
  used: Set<string>;
  refused: Set<string>;
}

/** From an audit log, in the spelling of {@link grantOf}. */
export function readUse(audit: readonly AuditEvent[], username: string): Use {
  const use: Use = { used: new Set(), refused: new Set() };
  for (const { user, verb, objectRef, responseStatus } of audit) {
    if (user.username === username && objectRef?.resource) {
      const { resource, subresource, apiGroup } = objectRef;
      const right = grantOf({
        verb,
        resource: subresource ? `${resource}/${subresource}` : resource,
        group: apiGroup,
      });
      const refused = responseStatus?.code === 403;
      (refused ? use.refused : use.used).add(right);
      if (verb === 'list' && !refused) {
        // Permission to list includes permission to get, because a list contains the same data.
        use.used.add(right.replace('list', 'get'));
      }
    }
  }
  return use;
}
