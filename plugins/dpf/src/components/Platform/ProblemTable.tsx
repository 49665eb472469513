import { InfoCard, Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { PlatformProblem } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  ProblemPlace,
  sentence,
  stringifyDpuClusterRef,
} from '@dpf-portal/dpf-model';
import IconButton from '@material-ui/core/IconButton';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import KeyboardArrowDownIcon from '@material-ui/icons/KeyboardArrowDown';
import KeyboardArrowRightIcon from '@material-ui/icons/KeyboardArrowRight';
import { useState } from 'react';
import { rootRouteRef } from '../../routes';
import { KnownBy } from '../Acknowledge/Acknowledgement';
import { Remedy } from '../Remedy/Remedy';
import { Time } from '../Time/Time';
import { PageLink } from '../PageLink/PageLink';
import { useClusterPath } from '../useClusterPath';
import { SeverityIcon } from './SeverityIcon';
import { whoActs } from './describeProblems';

const useStyles = makeStyles(theme => ({
  scroll: { overflowX: 'auto' },
  table: { '& td': { verticalAlign: 'top' } },
  none: { padding: theme.spacing(2) },
  narrow: { width: 1, whiteSpace: 'nowrap' },
  what: { minWidth: 260 },
  code: { display: 'flex', alignItems: 'center', fontWeight: 500 },
  places: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& > * + *': { marginTop: theme.spacing(1.5) },
  },
}));

function keyOf({ cluster, managementCluster, sentence: what }: ProblemPlace) {
  return cluster
    ? stringifyDpuClusterRef(cluster)
    : `${managementCluster}: ${what}`;
}

function Place({ place }: { place: ProblemPlace }) {
  const clusterPath = useClusterPath();
  const { cluster, managementCluster, since, acknowledgement } = place;
  return (
    <li>
      <strong>
        {cluster ? (
          <PageLink to={clusterPath(cluster)}>
            {cluster.namespace}/{cluster.name}
          </PageLink>
        ) : (
          'The management cluster itself'
        )}
      </strong>{' '}
      · {managementCluster}
      {since && (
        <>
          {' '}
          · since <Time at={since} />
        </>
      )}
      <div>{sentence(place.sentence)}</div>
      <div>
        <Remedy text={place.remedy} />
      </div>
      {acknowledgement && <KnownBy acknowledgement={acknowledgement} />}
    </li>
  );
}

function Clusters({ problem }: { problem: PlatformProblem }) {
  const root = useRouteRef(rootRouteRef)();
  const { clusterCount, code } = problem;
  const query = new URLSearchParams({ finding: code });
  return clusterCount ? (
    <Link to={`${root}?${query}`}>
      {clusterCount === 1 ? '1 cluster' : `${clusterCount} clusters`}
    </Link>
  ) : (
    <>—</>
  );
}

function ProblemRows({ problem }: { problem: PlatformProblem }) {
  const classes = useStyles();
  const [open, setOpen] = useState(false);
  const { code, who, severity, places, clusterCount, effects } = problem;
  const id = `dpf-problem-${code}-${who}`;
  const [worst] = places;
  const more = clusterCount - places.filter(({ cluster }) => cluster).length;
  return (
    <>
      <TableRow>
        <TableCell className={classes.narrow} padding="checkbox">
          <IconButton
            size="small"
            aria-label={`${open ? 'Hide' : 'Show'} where ${code} is`}
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={() => setOpen(!open)}
          >
            {open ? <KeyboardArrowDownIcon /> : <KeyboardArrowRightIcon />}
          </IconButton>
        </TableCell>
        <TableCell className={classes.what}>
          <span className={classes.code}>
            <SeverityIcon severity={severity} />
            {code}
          </span>
          <Typography variant="body2">{sentence(worst.sentence)}</Typography>
          {effects && (
            <Typography variant="body2" color="textSecondary">
              From it follows: {effects.join(', ')}.
            </Typography>
          )}
          {problem.runbookUrl && (
            <Link to={problem.runbookUrl} aria-label={`Runbook: ${code}`}>
              Runbook
            </Link>
          )}
        </TableCell>
        <TableCell className={classes.narrow}>{whoActs(who)}</TableCell>
        <TableCell className={classes.narrow}>
          <Clusters problem={problem} />
        </TableCell>
      </TableRow>
      {open && (
        <TableRow id={id}>
          <TableCell />
          <TableCell colSpan={3}>
            <ul className={classes.places}>
              {places.map(place => (
                <Place key={keyOf(place)} place={place} />
              ))}
            </ul>
            {more > 0 && <Typography>And {more} more DPU clusters.</Typography>}
          </TableCell>
        </TableRow>
      )}
    </>
  );
}

/** A row for each cause: how many clusters have it, who acts, and below it where it is and what to do there. */
export function ProblemTable(props: { items: readonly PlatformProblem[] }) {
  const classes = useStyles();
  const { items } = props;
  if (!items.length) {
    return (
      <InfoCard title="Problems by cause">
        No problem of a management cluster or a DPU cluster is known.
      </InfoCard>
    );
  }
  return (
    <InfoCard title={`Problems by cause (${items.length})`} noPadding>
      <div className={classes.scroll}>
        <Table
          size="small"
          className={classes.table}
          aria-label="Problems by cause"
        >
          <TableHead>
            <TableRow>
              <TableCell aria-label="Details" />
              <TableCell>Problem</TableCell>
              <TableCell>Who acts</TableCell>
              <TableCell>DPU clusters</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {items.map(problem => (
              <ProblemRows
                key={`${problem.code} ${problem.who}`}
                problem={problem}
              />
            ))}
          </TableBody>
        </Table>
      </div>
    </InfoCard>
  );
}
