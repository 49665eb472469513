import { LinkButton } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(6, 3),
    textAlign: 'center',
    '& > * + *': { marginTop: theme.spacing(2) },
  },
}));

/** Shown instead of an empty list, with the next step. */
export function EmptyList(props: {
  filtered: boolean;
  createPath?: string;
  onClearFilter(): void;
}) {
  const { filtered, createPath, onClearFilter } = props;
  const classes = useStyles();
  if (filtered) {
    return (
      <Paper variant="outlined" className={classes.root}>
        <Typography variant="h5" component="h2">
          No DPU cluster matches
        </Typography>
        <Button variant="outlined" onClick={onClearFilter}>
          Show all
        </Button>
      </Paper>
    );
  }
  return (
    <Paper variant="outlined" className={classes.root}>
      <Typography variant="h5" component="h2">
        No DPU clusters yet
      </Typography>
      <Typography>
        A DPU cluster is a Kubernetes cluster whose nodes are DPUs. Request one
        in a short form, or register an existing one. Clusters created with
        kubectl or GitOps appear here automatically.
      </Typography>
      {createPath && (
        <LinkButton to={createPath} variant="contained" color="primary">
          Create a DPU cluster
        </LinkButton>
      )}
    </Paper>
  );
}
