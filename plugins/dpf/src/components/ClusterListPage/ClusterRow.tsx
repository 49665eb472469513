import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  DpuClusterListItem,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { memo } from 'react';
import { describeVersion, describeWho } from '../../describe/describeFields';
import { PageLink } from '../PageLink/PageLink';
import { StatePill } from '../State/StatePill';
import { Time } from '../Time/Time';
import { ClusterPath } from '../useClusterPath';

const useStyles = makeStyles(theme => ({
  // The theme breaks words where a cell is narrow.
  cluster: { minWidth: 150 },
  clusterWithGroup: {
    minWidth: 206,
    [theme.breakpoints.down('md')]: { minWidth: 196 },
  },
  place: { fontSize: theme.typography.caption.fontSize },
  problem: {
    minWidth: 180,
    [theme.breakpoints.down('md')]: { minWidth: 140 },
  },
  dpus: {
    minWidth: 110,
    [theme.breakpoints.down('md')]: { minWidth: 98 },
  },
  version: { minWidth: 76 },
  short: { whiteSpace: 'nowrap' },
}));

/**
 * `18 operational / 20 assigned, max 40`. An API without operational conditions has joined DPUs instead. Where DPUs are
 * not known, as in a group that has none, only the ceiling.
 */
function dpusOf({ dpus, maxNodes }: DpuClusterListItem): string {
  const { operational, joined, assigned } = dpus;
  const counts = [
    operational !== undefined && `${operational} operational`,
    operational === undefined && joined !== undefined && `${joined} joined`,
    assigned !== undefined && `${assigned} assigned`,
  ].filter(Boolean);
  const ceiling = maxNodes !== undefined && `max ${maxNodes}`;
  return [counts.join(' / '), ceiling].filter(Boolean).join(', ') || '—';
}

interface ClusterRowProps {
  cluster: DpuClusterListItem;
  /** Its management cluster serves DPUClusters of two API groups. */
  groupShown: boolean;
  path: ClusterPath;
}

/** What a row shows. Each read brings new objects, of which most show the same. */
function shown({ cluster, groupShown, path }: ClusterRowProps): string {
  const { problem, dpus, maxNodes, lastChangeAt, owner, phase } = cluster;
  return JSON.stringify([
    path(clusterRefOf(cluster)),
    groupShown && cluster.group,
    cluster.deletionRequestedAt,
    describeVersion(cluster),
    problem,
    dpus,
    maxNodes,
    lastChangeAt,
    owner,
    phase,
  ]);
}

function Row(props: ClusterRowProps) {
  const { cluster, groupShown, path } = props;
  const classes = useStyles();
  const { problem, lastChangeAt, owner } = cluster;
  return (
    <TableRow hover>
      <TableCell
        className={groupShown ? classes.clusterWithGroup : classes.cluster}
        component="th"
        scope="row"
        role="rowheader"
      >
        <PageLink to={path(clusterRefOf(cluster))}>{cluster.name}</PageLink>
        <div className={classes.place}>
          {cluster.namespace} · {cluster.managementCluster}
        </div>
        {groupShown && <div className={classes.place}>{cluster.group}</div>}
      </TableCell>
      <TableCell>
        <StatePill cluster={cluster} />
      </TableCell>
      <TableCell className={classes.problem}>
        {problem && (
          <>
            {sentence(problem.sentence)}{' '}
            <strong>
              {problem.acknowledged
                ? 'Acknowledged.'
                : describeWho(problem.who)}
            </strong>
          </>
        )}
      </TableCell>
      <TableCell className={classes.dpus}>{dpusOf(cluster)}</TableCell>
      <TableCell className={classes.version}>
        {describeVersion(cluster) ?? '—'}
      </TableCell>
      <TableCell>
        {owner ? <EntityRefLink entityRef={owner} hideIcon /> : '—'}
      </TableCell>
      <TableCell className={classes.short}>
        {lastChangeAt ? <Time at={lastChangeAt} /> : '—'}
      </TableCell>
    </TableRow>
  );
}

/** One cluster of the list. It is drawn again only when something changes that it shows. */
export const ClusterRow = memo(
  Row,
  (before, after) => shown(before) === shown(after),
);
