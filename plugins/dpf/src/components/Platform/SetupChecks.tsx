import { InfoCard } from '@backstage/core-components';
import { SetupCheck } from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { Remedy } from '../Remedy/Remedy';
import { SeverityIcon } from './SeverityIcon';

const WORDS: Record<SetupCheck['state'], string> = {
  problem: 'Problem',
  warning: 'Warning',
  ok: 'OK',
};
const WORST_FIRST: ReadonlyArray<SetupCheck['state']> = [
  'problem',
  'warning',
  'ok',
];

const useStyles = makeStyles(theme => ({
  scroll: { overflowX: 'auto' },
  table: { '& td, & th': { verticalAlign: 'top' } },
  state: { display: 'flex', alignItems: 'center', whiteSpace: 'nowrap' },
  message: { minWidth: 280, overflowWrap: 'anywhere' },
  remedy: { marginTop: theme.spacing(0.5) },
}));

/** Each check with its state, what was found, and what to do about it; worst first. */
export function SetupChecks({ checks }: { checks: readonly SetupCheck[] }) {
  const classes = useStyles();
  const sorted = WORST_FIRST.flatMap(state =>
    checks.filter(check => check.state === state),
  );
  return (
    <InfoCard title="Checks" noPadding>
      <div className={classes.scroll}>
        <Table size="small" className={classes.table} aria-label="Checks">
          <TableHead>
            <TableRow>
              <TableCell>State</TableCell>
              <TableCell>Check</TableCell>
              <TableCell>Outcome</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {sorted.map(({ check, state, message, remedy }) => (
              <TableRow key={`${check} ${message}`}>
                <TableCell>
                  <span className={classes.state}>
                    <SeverityIcon severity={state} /> {WORDS[state]}
                  </span>
                </TableCell>
                <TableCell component="th" scope="row" role="rowheader">
                  {check}
                </TableCell>
                <TableCell className={classes.message}>
                  {sentence(message)}
                  {remedy && (
                    <div className={classes.remedy}>
                      <Remedy text={remedy} />
                    </div>
                  )}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </InfoCard>
  );
}
