import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { Remedy } from '../Remedy/Remedy';

/** The names of the DPUs that still use the cluster, from the finding's evidence, and the number of unnamed ones. */
function blockersOf(cluster: DpuClusterView): {
  names: string[];
  unnamed: number;
} {
  const { evidence = {} } =
    cluster.findings.find(f => f.code === 'DeletionBlocked') ?? {};
  const { count, dpus } = evidence;
  const names = Array.isArray(dpus) ? dpus : [];
  return {
    names,
    unnamed:
      names.length > 0 && typeof count === 'number' ? count - names.length : 0,
  };
}

const useStyles = makeStyles(theme => ({
  message: { marginBottom: theme.spacing(1) },
}));

/** Lists what blocks the retirement of a cluster. */
export function Blockers(props: {
  cluster: DpuClusterView;
  refused?: string;
  failure?: string;
}) {
  const { cluster, refused, failure } = props;
  const classes = useStyles();
  const { names, unnamed } = blockersOf(cluster);
  const message = failure ?? refused;
  return (
    <>
      {message && (
        <Alert severity="error" className={classes.message}>
          <Remedy text={message} />
        </Alert>
      )}
      {names.length > 0 && (
        <Alert severity="warning">
          Still used by:
          <ul>
            {names.map(name => (
              <li key={name}>{name}</li>
            ))}
            {unnamed > 0 && <li>and {unnamed} more DPUs</li>}
          </ul>
        </Alert>
      )}
    </>
  );
}
