import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';
import { withinSentence } from '@dpf-portal/dpf-model';
import Alert from '@material-ui/lab/Alert';
import { formatTime } from '../Time/formatTime';
import { isStale } from './Freshness';
import { UncheckedNote } from './UncheckedNote';

function explain(source: SourceState): string {
  const { managementCluster, observedAt, reachable, starting } = source;
  if (starting) {
    return `The management cluster ${managementCluster} is starting. Its DPU clusters appear as soon as it answers.`;
  }
  if (!observedAt) {
    return `The portal has not read the management cluster ${managementCluster} yet. Its clusters are not shown.`;
  }
  const why = reachable ? 'is still reading' : 'cannot reach';
  return `The portal ${why} the management cluster ${managementCluster}. Its clusters are shown as of ${formatTime(
    observedAt,
  )}; the clusters themselves are not affected.`;
}

/** Names the management clusters whose data is stale, with its age, and what is not checked on the others. */
export function SourceBanner(props: { sources: SourceState[]; error?: Error }) {
  const { sources, error } = props;
  return (
    <>
      {error && (
        <Alert severity="warning" role="status">
          The last refresh failed ({withinSentence(error.message)}). Older data
          is shown; the portal retries automatically.
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
      {sources
        .filter(source => !isStale(source))
        .map(source => (
          <UncheckedNote key={source.managementCluster} source={source} />
        ))}
    </>
  );
}
