import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Alert from '@material-ui/lab/Alert';

/** Names of what still uses the cluster, from the finding's evidence. */
function blockerNames(cluster: DpuClusterView): string[] {
  const blocked = cluster.findings.find(f => f.code === 'DeletionBlocked');
  return Object.values(blocked?.evidence ?? {}).flatMap(value =>
    Array.isArray(value) ? value : [],
  );
}

/** What stands in the way of retiring a cluster. */
export function Blockers(props: {
  cluster: DpuClusterView;
  refused?: string;
  failure?: string;
}) {
  const { cluster, refused, failure } = props;
  const names = blockerNames(cluster);
  const message = failure ?? refused;
  return (
    <>
      {message && <Alert severity="error">{message}</Alert>}
      {names.length > 0 && (
        <Alert severity="warning">
          Still used by:
          <ul>
            {names.map(name => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
}
