import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  DpuClusterView,
  clusterRefOf,
  signalConcerns,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useDpfApi } from '../../api/useDpfApi';
import { useLiveQuery } from '../../live/useLiveQuery';
import { Time } from '../Time/Time';
import { HistoryEvent, historyEvents } from './historyEntries';
import { hoursAgo } from './useSpan';

/** More are in the history. */
const MOST_EVENTS = 10;

const useStyles = makeStyles(theme => ({
  list: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    '& > li': { display: 'flex', gap: theme.spacing(2), padding: '4px 0' },
  },
  time: { color: theme.palette.text.secondary, whiteSpace: 'nowrap' },
}));

function Event({ event }: { event: HistoryEvent }) {
  const { title, text, who, by } = event;
  return (
    <span>
      <strong>{title}</strong> {text}
      {by && (
        <>
          {' by '}
          <EntityRefLink entityRef={by} hideIcon />
        </>
      )}
      {who && ` by: ${who}`}
    </span>
  );
}

/** What changed about a cluster in the last hours, newest first: the first question when something is broken. */
export function RecentChanges(props: {
  cluster: DpuClusterView;
  hours: number;
}) {
  const { cluster, hours } = props;
  const classes = useStyles();
  const api = useDpfApi();
  const { value, error } = useLiveQuery({
    key: `${cluster.uid}/recent/${hours}`,
    load: async signal => {
      const since = hoursAgo(hours);
      const ref = clusterRefOf(cluster);
      return historyEvents(await api.getHistory(ref, { since, signal }), since);
    },
    concerns: signal => signalConcerns(signal, cluster.signalKey),
  });
  if (!value?.length) {
    let text = 'Loading…';
    if (value) {
      text = `Nothing changed in the last ${hours} h, as far as the portal saw.`;
    } else if (error) {
      text = `Could not be read: ${sentence(error.message)}`;
    }
    return <Typography color="textSecondary">{text}</Typography>;
  }
  const more = value.length - MOST_EVENTS;
  return (
    <>
      <ol
        className={classes.list}
        aria-label={`Changes of the last ${hours} h`}
      >
        {value.slice(0, MOST_EVENTS).map(event => (
          <li key={event.id}>
            <span className={classes.time}>
              <Time at={event.at} />
            </span>
            <Event event={event} />
          </li>
        ))}
      </ol>
      {more > 0 && (
        <Typography color="textSecondary">
          {more} more in the history of the cluster.
        </Typography>
      )}
    </>
  );
}
