import { AuditEvent } from '../../portal/readAuditLog';

const LEASES = 'leases';
const VERBS = {
  create: 'created',
  update: 'updated',
  patch: 'patched',
  delete: 'deleted',
} as const;

/** The requests of users to an API server, without Leases and access reviews. */
export interface RequestCounts {
  created: number;
  updated: number;
  patched: number;
  deleted: number;
  /** Number of rejected writes. */
  failed: number;
  /** Number of created Events. */
  events: number;
  /** Gets and lists. */
  reads: number;
  /** Numbers by kind of request, for example `get secrets`. */
  kinds: Map<string, number>;
}

/** Counts the requests of these users in lines of an audit log. */
export function countRequests(
  audit: readonly AuditEvent[],
  users: readonly string[],
): RequestCounts {
  const counts: RequestCounts = {
    created: 0,
    updated: 0,
    patched: 0,
    deleted: 0,
    failed: 0,
    events: 0,
    reads: 0,
    kinds: new Map(),
  };
  for (const { user, verb, objectRef, responseStatus } of audit) {
    const resource = objectRef?.resource ?? '';
    if (
      !users.includes(user.username) ||
      resource === LEASES ||
      resource.endsWith('accessreviews')
    ) {
      continue;
    }
    if (verb === 'watch') {
      continue;
    }
    const kind = `${verb} ${resource}`;
    counts.kinds.set(kind, (counts.kinds.get(kind) ?? 0) + 1);
    if (verb === 'get' || verb === 'list') {
      counts.reads++;
    }
    if (verb in VERBS) {
      counts[VERBS[verb as keyof typeof VERBS]]++;
      counts.failed += Number(responseStatus?.code) >= 400 ? 1 : 0;
      counts.events += resource === 'events' ? 1 : 0;
    }
  }
  return counts;
}

export function writesOf(counts: RequestCounts): number {
  return counts.created + counts.updated + counts.patched + counts.deleted;
}
