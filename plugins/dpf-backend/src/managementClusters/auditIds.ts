import { AsyncLocalStorage } from 'node:async_hooks';

/** An event of many requests needs no complete list. */
const MOST = 20;

const current = new AsyncLocalStorage<string[]>();

/** Records what an API server calls a request in its audit log, for the work that sent the request, if any wants it. */
export function recordAuditId(auditId: string): void {
  const ids = current.getStore();
  if (ids && ids.length < MOST) {
    ids.push(auditId);
  }
}

/** Runs work that is shared by all who wait for it: its requests are in nobody's list. */
export function sharedByAll<T>(work: () => Promise<T>): Promise<T> {
  return current.exit(work);
}

/** Runs the work and collects into `ids` the Audit-Id of each request that it sends to a management cluster. */
export function collectAuditIds<T>(
  ids: string[],
  work: () => Promise<T>,
): Promise<T> {
  return current.run(ids, work);
}
