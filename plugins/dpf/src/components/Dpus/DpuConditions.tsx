import {
  StatusError,
  StatusOK,
  StatusPending,
} from '@backstage/core-components';
import { Condition } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Time } from '../Time/Time';

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  item: {
    display: 'flex',
    padding: theme.spacing(0.75, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  text: { minWidth: 0, flex: 1, overflowWrap: 'anywhere' },
  more: { color: theme.palette.text.secondary },
}));

function iconOf({ type, status }: Condition) {
  // These two are true when something is wrong, or ends.
  const isGood = type === 'Error' || type === 'Deleting' ? 'False' : 'True';
  if (status === 'Unknown') {
    return StatusPending;
  }
  return status === isGood ? StatusOK : StatusError;
}

/** The conditions of a DPU in the order in which DPF sets them. */
export function DpuConditions(props: {
  title: string;
  conditions: Condition[];
  /** Shown where there are none. */
  none: string;
}) {
  const { title, conditions, none } = props;
  const classes = useStyles();
  return (
    <section aria-label={title}>
      <Typography variant="h6" component="h3">
        {title}
      </Typography>
      {conditions.length === 0 ? (
        <Typography color="textSecondary">{none}</Typography>
      ) : (
        <ol className={classes.list} aria-label={title}>
          {conditions.map(condition => {
            const Icon = iconOf(condition);
            return (
              <li key={condition.type} className={classes.item}>
                <Icon />
                <div className={classes.text}>
                  {condition.type}: {condition.status}
                  <div className={classes.more}>
                    {[condition.reason, condition.message]
                      .filter(Boolean)
                      .join(': ')}{' '}
                    {condition.lastTransitionTime && (
                      <>
                        since <Time at={condition.lastTransitionTime} />
                      </>
                    )}
                  </div>
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
