import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';

/** Whether the answers of a management cluster are the last known ones instead of the present ones. */
export function isStale(source: SourceState): boolean {
  return !source.synced || !source.reachable;
}
