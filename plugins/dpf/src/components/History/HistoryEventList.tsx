import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import { Time } from '../Time/Time';
import { HistoryEvent } from './historyEntries';

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
      <strong>{title}</strong>
      {text && ` ${text}`}
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

/** What began and ended, newest first. */
export function HistoryEventList(props: {
  events: readonly HistoryEvent[];
  label: string;
}) {
  const classes = useStyles();
  return (
    <ol className={classes.list} aria-label={props.label}>
      {props.events.map(event => (
        <li key={event.id}>
          <span className={classes.time}>
            <Time at={event.at} />
          </span>
          <Event event={event} />
        </li>
      ))}
    </ol>
  );
}
