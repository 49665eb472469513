import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import { POLL_MS, STARTING_POLL_MS } from '../../live/RefreshScheduler';
import { formatTime } from '../Time/formatTime';

/** Whether the answers of a management cluster are the last known ones instead of the present ones. */
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
 * "live" while announcements of changes arrive; else as of when, and how often it is read. Also "as of" when the last read
 * failed or the source is away.
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
      {!live && (at ? `as of ${formatTime(at)}` : 'not yet known')}
      {!signals && `, polled every ${pollMs / 1000} s`}
    </span>
  );
}
