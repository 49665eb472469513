import { DpuSource } from '@dpf-portal/backstage-plugin-dpf-common';
import Alert from '@material-ui/lab/Alert';
import { isStale } from '../Freshness/Freshness';
import { Remedy } from '../Remedy/Remedy';

/** Whether DPUs may be missing in the list, so that an empty one does not say that there are none. */
export function isIncomplete(source: DpuSource): boolean {
  return (
    isStale(source) ||
    (source.unread?.resources.some(name => name.startsWith('dpus.')) ?? false)
  );
}

/** Says once for each management cluster what the portal could not read, and which right is missing. */
export function UnreadNotes({ sources }: { sources: DpuSource[] }) {
  return (
    <>
      {sources.map(({ managementCluster, unread, withoutDpus }) =>
        unread ? (
          <Alert key={managementCluster} severity="warning" role="status">
            {unread.sentence} <Remedy text={unread.remedy} />
          </Alert>
        ) : (
          withoutDpus && (
            <Alert key={managementCluster} severity="info" role="status">
              DPF on {managementCluster} has no DPU objects, so no DPUs of it
              can be shown.
            </Alert>
          )
        ),
      )}
    </>
  );
}
