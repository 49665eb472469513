import { SourceState } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { Remedy } from '../Remedy/Remedy';

const useStyles = makeStyles(theme => ({
  list: { margin: theme.spacing(0.5, 0), paddingLeft: theme.spacing(2.5) },
  right: { overflowWrap: 'anywhere' },
  summary: { cursor: 'pointer' },
}));

/** Says once for a management cluster what is not checked there, which right is missing, and how to grant it. */
export function UncheckedNote({ source }: { source: SourceState }) {
  const classes = useStyles();
  const { managementCluster, unchecked = [] } = source;
  if (!unchecked.length) {
    return null;
  }
  const remedies = [...new Set(unchecked.map(({ remedy }) => remedy))];
  return (
    <Alert severity="info" role="status">
      The portal may not read everything on {managementCluster}, so this is not
      checked:
      <ul className={classes.list}>
        {unchecked.map(({ kind, what, right }) => (
          <li key={kind}>
            {what}{' '}
            <span className={classes.right}>
              Missing right: <code>{right}</code>.
            </span>
          </li>
        ))}
      </ul>
      <details>
        <summary className={classes.summary}>Grant these rights</summary>
        {remedies.map(remedy => (
          <div key={remedy}>
            <Remedy text={remedy} />
          </div>
        ))}
      </details>
    </Alert>
  );
}
