import { DpuSource } from '@dpf-portal/backstage-plugin-dpf-common';
import Alert from '@material-ui/lab/Alert';
import { isStale } from '../Freshness/Freshness';

/** Whether DPUs may be missing in the list, so that an empty one does not say that there are none. */
export function isIncomplete(source: DpuSource): boolean {
  return (
    isStale(source) ||
    (source.unchecked?.some(({ kind }) => kind === 'dpus') ?? false)
  );
}

/** Says of which management clusters no DPU can be shown, because DPF has no DPU objects there. */
export function WithoutDpusNotes({ sources }: { sources: DpuSource[] }) {
  return (
    <>
      {sources
        .filter(({ withoutDpus }) => withoutDpus)
        .map(({ managementCluster }) => (
          <Alert key={managementCluster} severity="info" role="status">
            DPF on {managementCluster} has no DPU objects, so no DPUs of it can
            be shown.
          </Alert>
        ))}
    </>
  );
}
