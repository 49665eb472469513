import {
  DpuClusterView,
  clusterRefOf,
  signalConcerns,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { useDpfApi } from '../../api/useDpfApi';
import { useLiveQuery } from '../../live/useLiveQuery';
import { HistoryEventList } from './HistoryEventList';
import { historyEvents } from './historyEntries';
import { hoursAgo } from './useSpan';

/** More are in the history. */
const MOST_EVENTS = 10;

/** What changed about a cluster in the last hours, newest first: the first question when something is broken. */
export function RecentChanges(props: {
  cluster: DpuClusterView;
  hours: number;
}) {
  const { cluster, hours } = props;
  const api = useDpfApi();
  const { value, error } = useLiveQuery({
    key: `${cluster.uid}/recent/${hours}`,
    load: async signal => {
      const since = hoursAgo(hours);
      const ref = clusterRefOf(cluster);
      return historyEvents(await api.getHistory(ref, { since, signal }), since);
    },
    concerns: signal => signalConcerns(signal, cluster.signalKey),
  });
  if (!value?.length) {
    let text = 'Loading…';
    if (value) {
      text = `Nothing changed in the last ${hours} h, as far as the portal saw.`;
    } else if (error) {
      text = `Could not be read: ${sentence(error.message)}`;
    }
    return <Typography color="textSecondary">{text}</Typography>;
  }
  const more = value.length - MOST_EVENTS;
  return (
    <>
      <HistoryEventList
        events={value.slice(0, MOST_EVENTS)}
        label={`Changes of the last ${hours} h`}
      />
      {more > 0 && (
        <Typography color="textSecondary">
          {more} more in the history of the cluster.
        </Typography>
      )}
    </>
  );
}
