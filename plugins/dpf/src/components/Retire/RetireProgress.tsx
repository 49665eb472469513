import {
  DpuClusterView,
  clusterRefOf,
  signalConcerns,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import LinearProgress from '@material-ui/core/LinearProgress';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useDpfApi } from '../../api/useDpfApi';
import { describeWho } from '../../describe/describeFields';
import { useLiveQuery } from '../../live/useLiveQuery';
import { Time } from '../Time/Time';
import { describeRetirement } from './describeRetirement';

const MOST_OBJECTS = 20;

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(1) } },
  list: { margin: 0, paddingLeft: theme.spacing(2.5) },
}));

/** How far the deletion of a cluster has got: what holds it, what is still there, and what stays. */
export function RetireProgress({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  const api = useDpfApi();
  const { value, error } = useLiveQuery({
    key: `${cluster.uid}/retiring`,
    load: signal => api.getResources(clusterRefOf(cluster), { signal }),
    concerns: signal => signalConcerns(signal, cluster.signalKey),
  });
  const { stays } = describeRetirement(cluster);
  const held = cluster.findings.find(f => f.code === 'DeletionBlocked');
  const items = value?.items ?? [];
  return (
    <section aria-label="Deletion" className={classes.root}>
      <Typography role="status">
        It is being deleted
        {cluster.deletionRequestedAt && (
          <>
            {' '}
            since <Time at={cluster.deletionRequestedAt} />
          </>
        )}
        .
      </Typography>
      {held ? (
        <Alert severity={held.severity}>
          {held.sentence} {sentence(held.remedy)}{' '}
          <strong>{describeWho(held.who)}</strong>
        </Alert>
      ) : (
        <LinearProgress aria-label="Deletion" />
      )}
      {error && (
        <Typography color="textSecondary">
          What is still there could not be read: {sentence(error.message)}
        </Typography>
      )}
      {items.length > 0 && (
        <>
          <Typography variant="subtitle2" component="h3">
            Still there
          </Typography>
          <ul className={classes.list} aria-label="Still there">
            {items.slice(0, MOST_OBJECTS).map(({ uid, kind, name, state }) => (
              <li key={uid}>
                {kind} {name}
                {state && ` (${state})`}
              </li>
            ))}
            {items.length > MOST_OBJECTS && (
              <li>and {items.length - MOST_OBJECTS} more</li>
            )}
          </ul>
        </>
      )}
      {value && items.length === 0 && (
        <Typography>Nothing of it is left.</Typography>
      )}
      <Typography variant="body2" color="textSecondary">
        {stays.join(' ')}
      </Typography>
    </section>
  );
}
