import {
  DpuClusterView,
  clusterRefOf,
  signalConcerns,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { useDpfApi } from '../../api/useDpfApi';
import { useLiveQuery } from '../../live/useLiveQuery';
import { HistoryView } from './HistoryView';
import { startOfSpan, useSpan } from './useSpan';

/** What happened to one cluster, drawn to scale. */
export function ClusterHistory({ cluster }: { cluster: DpuClusterView }) {
  const api = useDpfApi();
  const [span, setSpan] = useSpan();
  const query = useLiveQuery({
    key: `${cluster.uid}/history/${span}`,
    load: signal =>
      api.getHistory(clusterRefOf(cluster), {
        since: startOfSpan(span),
        signal,
      }),
    concerns: signal => signalConcerns(signal, cluster.signalKey),
    keepPrevious: true,
  });
  return <HistoryView query={query} span={span} onSpan={setSpan} />;
}
