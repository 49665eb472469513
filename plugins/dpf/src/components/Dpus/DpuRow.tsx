import { DpuRef, DpuView } from '@dpf-portal/backstage-plugin-dpf-common';
import MuiLink from '@material-ui/core/Link';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { memo } from 'react';
import { describeWho } from '../../describe/describeFields';
import { PageLink } from '../PageLink/PageLink';
import { Time } from '../Time/Time';
import { ClusterPath } from '../useClusterPath';
import { DpuStateLabel } from './DpuStateLabel';
import {
  clusterOf,
  fullSourceOf,
  hostAndDevice,
  outdatedOf,
  sourceOf,
} from './dpuWords';

const useStyles = makeStyles(theme => ({
  more: { color: theme.palette.text.secondary },
  // Names of DPUs are long: they may break, but not into single letters.
  dpu: { minWidth: 180, overflowWrap: 'anywhere' },
  state: { whiteSpace: 'nowrap' },
  waits: {
    minWidth: 180,
    [theme.breakpoints.down('md')]: { minWidth: 140 },
  },
  cluster: { minWidth: 112, overflowWrap: 'anywhere' },
  source: { minWidth: 110, overflowWrap: 'anywhere' },
  name: { font: 'inherit', textAlign: 'left', overflowWrap: 'anywhere' },
}));

interface DpuRowProps {
  dpu: DpuView;
  /** Names the management cluster too. */
  severalSources: boolean;
  /** On the page of a cluster the column is left out. */
  clusterShown: boolean;
  path: ClusterPath;
  onOpen(ref: DpuRef): void;
}

export function dpuRefOf(dpu: DpuView): DpuRef {
  const { managementCluster, namespace, name, group } = dpu;
  return { managementCluster, namespace, name, ...(group && { group }) };
}

function Cluster(props: Pick<DpuRowProps, 'dpu' | 'path'>) {
  const { dpu, path } = props;
  if (!dpu.cluster) {
    return <>none</>;
  }
  const { ref } = dpu.cluster;
  return ref ? (
    <PageLink to={path(ref)}>{clusterOf(dpu)}</PageLink>
  ) : (
    <>{clusterOf(dpu)} (does not exist)</>
  );
}

function Row(props: DpuRowProps) {
  const { dpu, severalSources, clusterShown, path, onOpen } = props;
  const classes = useStyles();
  return (
    <TableRow hover>
      <TableCell
        component="th"
        scope="row"
        role="rowheader"
        className={classes.dpu}
      >
        <MuiLink
          component="button"
          type="button"
          className={classes.name}
          aria-haspopup="dialog"
          onClick={() => onOpen(dpuRefOf(dpu))}
        >
          {dpu.name}
        </MuiLink>
        <div className={classes.more}>{hostAndDevice(dpu)}</div>
        {dpu.serialNumber && (
          <div className={classes.more}>{dpu.serialNumber}</div>
        )}
        {severalSources && (
          <div className={classes.more}>{dpu.managementCluster}</div>
        )}
      </TableCell>
      <TableCell className={classes.state}>
        <DpuStateLabel dpu={dpu} />
        {dpu.since && (
          <div className={classes.more}>
            since <Time at={dpu.since} />
          </div>
        )}
      </TableCell>
      <TableCell className={classes.waits}>
        {dpu.waitsFor && (
          <>
            {dpu.waitsFor}. {dpu.who && <strong>{describeWho(dpu.who)}</strong>}
          </>
        )}
      </TableCell>
      {clusterShown && (
        <TableCell className={classes.cluster}>
          <Cluster dpu={dpu} path={path} />
        </TableCell>
      )}
      <TableCell title={fullSourceOf(dpu)} className={classes.source}>
        {sourceOf(dpu)}
        {/* A dash: it is not known. Where nothing is outdated there is nothing to say. */}
        {dpu.outdated?.length !== 0 && (
          <div className={classes.more}>outdated: {outdatedOf(dpu)}</div>
        )}
      </TableCell>
    </TableRow>
  );
}

/** One DPU of the list. It is drawn again only when something changes that it shows: each read brings new objects. */
export const DpuRow = memo(
  Row,
  (before, after) =>
    before.severalSources === after.severalSources &&
    before.clusterShown === after.clusterShown &&
    before.path === after.path &&
    before.onOpen === after.onOpen &&
    JSON.stringify(before.dpu) === JSON.stringify(after.dpu),
);
