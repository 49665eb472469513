import { InfoCard } from '@backstage/core-components';
import {
  DpuClusterAnswer,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterRef, sentence } from '@dpf-portal/dpf-model';
import Skeleton from '@material-ui/lab/Skeleton';
import Alert from '@material-ui/lab/Alert';
import { describeGone } from '../../describe/describeGone';
import { LiveQuery, isNotFound } from '../../live/useLiveQuery';
import { useDpuCluster } from '../../live/useDpuCluster';
import { useLastSeen } from '../../live/useLastSeen';
import { ClusterSummary } from '../ClusterSummary/ClusterSummary';

/** Explains why the cluster is not shown. */
function explainAbsence(lastSeen?: DpuClusterView): string {
  if (!lastSeen) {
    return 'This DPU cluster does not exist, or you may not see it. It may have been retired.';
  }
  const { title, description } = describeGone({
    cluster: lastSeen,
    retiredHere: false,
  });
  return `${sentence(title)} ${description}`;
}

function CardBody(props: {
  query: LiveQuery<DpuClusterAnswer>;
  lastSeen?: DpuClusterView;
}) {
  const { query, lastSeen } = props;
  if (query.value) {
    return <ClusterSummary answer={query.value} query={query} />;
  }
  if (isNotFound(query.error)) {
    return <Alert severity="info">{explainAbsence(lastSeen)}</Alert>;
  }
  if (query.error) {
    return (
      <Alert severity="error">
        {`The cluster could not be read: ${sentence(query.error.message)}`}
      </Alert>
    );
  }
  // As high as the content, so that the layout does not jump.
  return <Skeleton variant="rect" height={290} data-testid="dpf-skeleton" />;
}

/** The card on a DPU cluster's catalog page. */
export function ClusterCard(props: { clusterRef: DpuClusterRef }) {
  const query = useDpuCluster(props.clusterRef);
  const lastSeen = useLastSeen(props.clusterRef, query.value?.item);
  return (
    <InfoCard title="DPU cluster">
      <CardBody query={query} lastSeen={lastSeen} />
    </InfoCard>
  );
}
