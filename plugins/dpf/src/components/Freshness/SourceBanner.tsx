import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';
import { withinSentence } from '@dpf-portal/dpf-model';
import Alert from '@material-ui/lab/Alert';
import { formatTime } from '../Time/formatTime';
import { isStale } from './Freshness';

function explain(source: SourceState): string {
  const { managementCluster, observedAt, reachable, starting } = source;
  if (starting) {
    return `The management cluster ${managementCluster} is starting. Its DPU clusters appear here as soon as it answers.`;
  }
  if (!observedAt) {
    return `The portal has not yet read the management cluster ${managementCluster}. Its clusters are missing here.`;
  }
  const why = reachable ? 'is catching up with' : 'does not reach';
  return `The portal ${why} the management cluster ${managementCluster}. What is shown of it is as of ${formatTime(
    observedAt,
  )}; the clusters themselves are not affected.`;
}

/** Says which management clusters cannot be seen and how old their state is. */
export function SourceBanner(props: { sources: SourceState[]; error?: Error }) {
  const { sources, error } = props;
  return (
    <>
      {error && (
        <Alert severity="warning" role="status">
          The last refresh failed ({withinSentence(error.message)}). What is
          shown is from before; the portal tries again by itself.
        </Alert>
      )}
      {sources.filter(isStale).map(source => (
        <Alert
          key={source.managementCluster}
          severity={source.starting ? 'info' : 'warning'}
          role="status"
        >
          {explain(source)}
        </Alert>
      ))}
    </>
  );
}
