import {
  DpuClusterView,
  clusterRefOf,
  signalConcerns,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import { useDpfApi } from '../../api/useDpfApi';
import { useLiveQuery } from '../../live/useLiveQuery';
import { HistoryEventList } from '../History/HistoryEventList';
import { historyEvents } from '../History/historyEntries';
import { DetailState } from './DetailState';
import { Section } from './Section';

const MOST = 5;

/** The last changes of the cluster, newest first. */
export function LastChanges(props: {
  cluster: DpuClusterView;
  onHistory(): void;
}) {
  const { cluster, onHistory } = props;
  const api = useDpfApi();
  const query = useLiveQuery({
    key: `${cluster.uid}/last-changes`,
    load: async signal => ({
      items: historyEvents(
        await api.getHistory(clusterRefOf(cluster), { signal }),
        cluster.createdAt,
      ).slice(0, MOST),
    }),
    concerns: signal => signalConcerns(signal, cluster.signalKey),
  });
  return (
    <Section id="last-changes" title="Last changes">
      <DetailState query={query} empty="No change has been recorded yet.">
        {events => <HistoryEventList events={events} label="Last changes" />}
      </DetailState>
      <Button size="small" color="primary" onClick={onHistory}>
        All history
      </Button>
    </Section>
  );
}
