import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import useAsync from 'react-use/esm/useAsync';
import { useDpfApi } from '../../api/useDpfApi';

const MOST = 5;

/** `Fed by DPUSet a/b, DPUSet a/c and 2 more.` */
function describeFeeds(names: readonly string[]): string {
  if (!names.length) {
    return 'No DPUSet or DPUDeployment selects this cluster by its labels.';
  }
  const rest = names.length - MOST;
  return `Fed by ${names.slice(0, MOST).join(', ')}${
    rest > 0 ? ` and ${rest} more` : ''
  }.`;
}

/** The DPUSets and DPUDeployments that assign DPUs to the cluster. */
export function DpuFeeds({ cluster }: { cluster: DpuClusterView }) {
  const api = useDpfApi();
  const { value, error } = useAsync(
    () => api.getDpuManifests(clusterRefOf(cluster)),
    [api, cluster.uid, JSON.stringify(cluster.labels)],
  );
  if (error) {
    return (
      <Typography color="textSecondary">
        What feeds this cluster could not be read.
      </Typography>
    );
  }
  return value ? (
    <>
      <Typography>{describeFeeds(value.feeds.byLabel)}</Typography>
      {value.feeds.warnings.map(warning => (
        <Alert key={warning} severity="warning">
          {warning}
        </Alert>
      ))}
    </>
  ) : null;
}
