import { InfoCard } from '@backstage/core-components';
import {
  DpuClusterAnswer,
  DpuClusterRef,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Skeleton from '@material-ui/lab/Skeleton';
import Alert from '@material-ui/lab/Alert';
import { LiveQuery, isNotFound, useDpuCluster } from '../../live';
import { ClusterSummary } from '../ClusterSummary';

/** Said where a cluster was looked for and is not to be seen. */
const GONE =
  'There is no such DPU cluster, or you may not see it. It may have been retired.';

function CardBody({ query }: { query: LiveQuery<DpuClusterAnswer> }) {
  if (query.value) {
    return <ClusterSummary answer={query.value} query={query} />;
  }
  if (query.error) {
    return (
      <Alert severity={isNotFound(query.error) ? 'info' : 'error'}>
        {isNotFound(query.error)
          ? GONE
          : `The cluster could not be read: ${query.error.message}`}
      </Alert>
    );
  }
  // As high as the lines to come, so that nothing jumps.
  return <Skeleton variant="rect" height={290} data-testid="dpf-skeleton" />;
}

/** The card on a DPU cluster's catalog page. */
export function ClusterCard(props: { clusterRef: DpuClusterRef }) {
  const query = useDpuCluster(props.clusterRef);
  return (
    <InfoCard title="DPU cluster">
      <CardBody query={query} />
    </InfoCard>
  );
}
