import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { recentChanges } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { ChangeList } from './ChangeList';
import { useClusterDetail } from './useClusterDetail';

const useStyles = makeStyles(theme => ({
  root: { marginTop: theme.spacing(2) },
}));

const DAY_MS = 24 * 60 * 60_000;

/** What changed in the last 24 hours: the first thing to ask about something that worked before. */
export function RecentChanges({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  const { value, error } = useClusterDetail({
    cluster,
    name: 'history',
    read: (api, ref, request) => api.getHistory(ref, request),
  });
  const changes = recentChanges({
    transitions: value?.items ?? [],
    conditions: cluster.conditions,
    since: Date.now() - DAY_MS,
  });
  return (
    <section className={classes.root} aria-label="Changed in the last 24 h">
      <Typography variant="subtitle2" component="h2">
        Changed in the last 24 h
      </Typography>
      {changes.length ? (
        <ChangeList changes={changes} />
      ) : (
        <Typography color="textSecondary" variant="body2">
          {error
            ? 'The history could not be read.'
            : 'Nothing that the portal records.'}
        </Typography>
      )}
    </section>
  );
}
