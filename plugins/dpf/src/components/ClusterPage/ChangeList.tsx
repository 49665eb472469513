import { RecordedChange } from '@dpf-portal/dpf-model';
import { makeStyles } from '@material-ui/core/styles';
import { Time } from '../Time/Time';

const useStyles = makeStyles(theme => ({
  list: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    '& > li': { display: 'flex', gap: theme.spacing(2), padding: '4px 0' },
  },
  time: { color: theme.palette.text.secondary, whiteSpace: 'nowrap' },
}));

/** Changes of a cluster, newest first. */
export function ChangeList(props: {
  changes: readonly RecordedChange[];
  label?: string;
}) {
  const classes = useStyles();
  return (
    <ol className={classes.list} aria-label={props.label}>
      {props.changes.map(({ at, what, why }) => (
        <li key={`${at}/${what}`}>
          <span className={classes.time}>
            <Time at={at} />
          </span>
          <span>
            <strong>{what}</strong> {why}
          </span>
        </li>
      ))}
    </ol>
  );
}
