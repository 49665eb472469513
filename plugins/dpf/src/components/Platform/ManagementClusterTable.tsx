import {
  InfoCard,
  Link,
  StatusError,
  StatusOK,
  StatusPending,
  StatusWarning,
} from '@backstage/core-components';
import { PlatformManagementCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import { describeRunner } from '@dpf-portal/dpf-model';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Time } from '../Time/Time';
import { usePlatformPath } from './PlatformTabs';
import { describeProblems } from './describeProblems';

const useStyles = makeStyles(theme => ({
  scroll: { overflowX: 'auto' },
  table: {
    '& td, & th': { verticalAlign: 'top', padding: theme.spacing(1, 1.5) },
    // Backstage's theme breaks words anywhere in a cell.
    '& thead th': { whiteSpace: 'nowrap' },
    '& tbody th': { minWidth: 140 },
  },
  reachable: { minWidth: 120 },
  roles: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    minWidth: 200,
    '& > * + *': { marginTop: theme.spacing(0.5) },
  },
  state: { display: 'flex', alignItems: 'center', whiteSpace: 'nowrap' },
}));

function Reachable({ item }: { item: PlatformManagementCluster }) {
  const classes = useStyles();
  const { reachable, starting, synced, observedAt, problem } = item;
  if (starting) {
    return (
      <span className={classes.state}>
        <StatusPending /> Starting
      </span>
    );
  }
  if (reachable) {
    return (
      <span className={classes.state}>
        {synced ? <StatusOK /> : <StatusPending />}
        {synced ? 'Yes' : 'Yes, still reading'}
      </span>
    );
  }
  return (
    <>
      <span className={classes.state}>
        <StatusError /> No
      </span>
      <Typography variant="body2" color="textSecondary">
        {observedAt ? (
          <>
            Last known: <Time at={observedAt} />.
          </>
        ) : (
          'Nothing is known yet.'
        )}{' '}
        {problem}
      </Typography>
    </>
  );
}

function DpfVersion({ dpf }: Pick<PlatformManagementCluster, 'dpf'>) {
  if (dpf && !dpf.readable) {
    return <>Not readable</>;
  }
  const { version, targetVersion } = dpf ?? {};
  return (
    <>
      {version ?? '—'}
      {targetVersion && targetVersion !== version && ` → ${targetVersion}`}
    </>
  );
}

function Roles({ roles }: Pick<PlatformManagementCluster, 'roles'>) {
  const classes = useStyles();
  return (
    <ul className={classes.roles}>
      {roles.map(status => (
        <li key={status.role}>
          {status.role}: <strong>{describeRunner(status)}</strong>
          <Typography variant="body2" color="textSecondary">
            {status.reason}
          </Typography>
        </li>
      ))}
    </ul>
  );
}

function OpenProblems({
  problems,
}: Pick<PlatformManagementCluster, 'problems'>) {
  const classes = useStyles();
  const described = describeProblems(problems);
  return (
    <span className={classes.state}>
      {described.length ? <StatusWarning /> : <StatusOK />}
      {described.join(' · ') || 'None'}
    </span>
  );
}

/** A row for each management cluster: whether it answers, its DPF, who reconciles it, and how many problems it has. */
export function ManagementClusterTable(props: {
  items: readonly PlatformManagementCluster[];
}) {
  const classes = useStyles();
  const path = usePlatformPath();
  return (
    <InfoCard title="Management clusters" noPadding>
      <div className={classes.scroll}>
        <Table
          size="small"
          className={classes.table}
          aria-label="Management clusters"
        >
          <TableHead>
            <TableRow>
              <TableCell>Management cluster</TableCell>
              <TableCell>Reachable</TableCell>
              <TableCell>DPF</TableCell>
              <TableCell>Who reconciles</TableCell>
              <TableCell>DPU clusters</TableCell>
              <TableCell>Problems by who acts</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {props.items.map(item => (
              <TableRow key={item.managementCluster}>
                <TableCell component="th" scope="row" role="rowheader">
                  <Link to={path('setup', item.managementCluster)}>
                    {item.title}
                  </Link>
                  {item.title !== item.managementCluster && (
                    <Typography variant="body2" color="textSecondary">
                      {item.managementCluster}
                    </Typography>
                  )}
                </TableCell>
                <TableCell className={classes.reachable}>
                  <Reachable item={item} />
                </TableCell>
                <TableCell>
                  <DpfVersion dpf={item.dpf} />
                </TableCell>
                <TableCell>
                  <Roles roles={item.roles} />
                </TableCell>
                <TableCell>{item.clusterCount}</TableCell>
                <TableCell>
                  <OpenProblems problems={item.problems} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </InfoCard>
  );
}
