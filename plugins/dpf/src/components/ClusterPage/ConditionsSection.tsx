import { Condition } from '@dpf-portal/dpf-model';
import {
  StatusError,
  StatusOK,
  StatusPending,
} from '@backstage/core-components';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Time } from '../Time/Time';
import { Section } from './Section';

const useStyles = makeStyles({
  scroll: { overflowX: 'auto' },
  status: { display: 'inline-flex', alignItems: 'center' },
  // Backstage's theme breaks words anywhere in a cell.
  unbroken: { whiteSpace: 'nowrap' },
});

const ICONS = {
  True: StatusOK,
  False: StatusError,
  Unknown: StatusPending,
};

function ConditionRow({ condition }: { condition: Condition }) {
  const classes = useStyles();
  const Icon = ICONS[condition.status] ?? StatusPending;
  return (
    <TableRow>
      <TableCell component="th" scope="row" className={classes.unbroken}>
        {condition.type}
      </TableCell>
      <TableCell className={classes.unbroken}>
        <span className={classes.status}>
          <Icon />
          {condition.status}
        </span>
      </TableCell>
      <TableCell>{condition.message || condition.reason || '—'}</TableCell>
      <TableCell className={classes.unbroken}>
        <Time at={condition.lastTransitionTime} />
      </TableCell>
    </TableRow>
  );
}

/** The conditions that controllers report in the object's status. */
export function ConditionsSection({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  return (
    <Section id="conditions" title="Conditions">
      {cluster.conditions.length === 0 ? (
        <Typography color="textSecondary">
          No controller has reported a condition yet.
        </Typography>
      ) : (
        <div className={classes.scroll}>
          <Table size="small" aria-label="Conditions">
            <TableHead>
              <TableRow>
                <TableCell className={classes.unbroken}>Condition</TableCell>
                <TableCell>Status</TableCell>
                <TableCell>Message</TableCell>
                <TableCell className={classes.unbroken}>Since</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {cluster.conditions.map(condition => (
                <ConditionRow key={condition.type} condition={condition} />
              ))}
            </TableBody>
          </Table>
        </div>
      )}
    </Section>
  );
}
