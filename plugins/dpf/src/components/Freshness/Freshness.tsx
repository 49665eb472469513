import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import { POLL_MS, STARTING_POLL_MS } from '../../live/RefreshScheduler';
import { formatTime } from '../Time/formatTime';

/** Whether the data of a management cluster is stale. */
export function isStale(source: SourceState): boolean {
  return !source.synced || !source.reachable;
}

const useStyles = makeStyles(theme => ({
  root: { display: 'inline-flex', alignItems: 'center', whiteSpace: 'nowrap' },
  dot: {
    width: 8,
    height: 8,
    borderRadius: '50%',
    marginRight: theme.spacing(0.75),
    backgroundColor: theme.palette.text.secondary,
  },
  live: { backgroundColor: theme.palette.success.main },
}));

/**
 * Shows "live" while change signals arrive; otherwise the time of the data and the polling interval. The time is also
 * shown if the last read failed or the source is stale.
 */
export function Freshness(props: {
  sources: SourceState[];
  signals: boolean;
  failed: boolean;
  readAt?: Date;
}) {
  const { sources, signals, failed, readAt } = props;
  const classes = useStyles();
  const stale = sources.find(isStale);
  const live = !stale && signals && !failed;
  const at = stale ? stale.observedAt : readAt;
  const pollMs = sources.some(({ starting }) => starting)
    ? STARTING_POLL_MS
    : POLL_MS;
  return (
    <span className={classes.root} data-testid="dpf-freshness">
      <span
        aria-hidden
        className={live ? `${classes.dot} ${classes.live}` : classes.dot}
      />
      {live && 'live'}
      {!live && (at ? `as of ${formatTime(at)}` : 'not read yet')}
      {!signals && `, polled every ${pollMs / 1000} s`}
    </span>
  );
}
