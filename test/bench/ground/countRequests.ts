import { AuditEvent } from '../../portal/readAuditLog';

const LEASES = 'leases';
const VERBS = {
  create: 'created',
  update: 'updated',
  patch: 'patched',
  delete: 'deleted',
} as const;

/** What somebody asked of an API server, Leases and access reviews aside. */
export interface RequestCounts {
  created: number;
  updated: number;
  patched: number;
  deleted: number;
  /** Of these four, how many were refused. */
  failed: number;
  /** Of those created, Kubernetes Events. */
  events: number;
  /** Gets and lists. */
  reads: number;
  /** All of them by what was asked: `get secrets`. */
  kinds: Map<string, number>;
}

/** Of these users, among these lines of an audit log. */
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
