import {
  DpuList,
  DpuRef,
  DpuView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Paper from '@material-ui/core/Paper';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TablePagination from '@material-ui/core/TablePagination';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useCallback } from 'react';
import { useClusterPath } from '../useClusterPath';
import { DpuRow } from './DpuRow';
import { DpuListState, PAGE_SIZES } from './useDpuState';

interface Column {
  title: string;
  /** The field of the REST API that sorts by it. */
  orderBy?: string;
}

const CLUSTER = 'Cluster';
const COLUMNS: readonly Column[] = [
  { title: 'DPU', orderBy: 'name' },
  { title: 'Host · device', orderBy: 'host' },
  { title: 'State', orderBy: 'state' },
  { title: 'Waits for' },
  { title: 'Since', orderBy: 'since' },
  { title: CLUSTER, orderBy: 'cluster' },
  { title: 'Source' },
  { title: 'Outdated' },
];

const HEADING = 'dpf-dpus-heading';

const useStyles = makeStyles(theme => ({
  heading: { padding: theme.spacing(2, 2, 1) },
  head: { whiteSpace: 'nowrap' },
  host: { backgroundColor: theme.palette.background.default, fontWeight: 500 },
}));

function ColumnHead(props: {
  column: Column;
  /** Absent while the rows stand by host. */
  orderBy?: string;
  onSort(orderBy: string): void;
}) {
  const { column, orderBy, onSort } = props;
  const classes = useStyles();
  const { title, orderBy: field } = column;
  if (!field || orderBy === undefined) {
    return <TableCell className={classes.head}>{title}</TableCell>;
  }
  const isDescending = orderBy === `-${field}`;
  const isSorted = isDescending || orderBy === field;
  const direction = isDescending ? 'desc' : 'asc';
  return (
    <TableCell
      className={classes.head}
      sortDirection={isSorted ? direction : false}
    >
      <TableSortLabel
        active={isSorted}
        direction={direction}
        onClick={() => onSort(orderBy === field ? `-${field}` : field)}
      >
        {title}
      </TableSortLabel>
    </TableCell>
  );
}

interface Host {
  key: string;
  title: string;
  dpus: DpuView[];
}

/** The rows by host, in their order. */
function byHost(dpus: readonly DpuView[], severalSources: boolean): Host[] {
  const hosts = new Map<string, Host>();
  for (const dpu of dpus) {
    const { host, managementCluster } = dpu;
    const key = `${managementCluster}/${host}`;
    const title = severalSources ? `${host} · ${managementCluster}` : host;
    const known = hosts.get(key) ?? { key, title, dpus: [] };
    hosts.set(key, known);
    known.dpus.push(dpu);
  }
  return [...hosts.values()];
}

/** The DPUs of one page, in the server's order. */
export function DpuRows(props: {
  list: DpuList;
  state: DpuListState;
  /** The list is of an earlier state. */
  loading: boolean;
  /** They are those of one cluster. */
  ofCluster: boolean;
  onChange(change: Partial<DpuListState>): void;
}) {
  const { list, state, loading, ofCluster, onChange } = props;
  const classes = useStyles();
  const path = useClusterPath();
  const severalSources = list.sources.length > 1 && !ofCluster;
  const columns = COLUMNS.filter(
    ({ title }) => !ofCluster || title !== CLUSTER,
  );
  const open = useCallback(
    (ref: DpuRef) => onChange({ open: ref }),
    [onChange],
  );
  const row = (dpu: DpuView) => (
    <DpuRow
      key={dpu.uid}
      dpu={dpu}
      severalSources={severalSources}
      clusterShown={!ofCluster}
      path={path}
      onOpen={open}
    />
  );
  return (
    <Paper>
      <Typography
        id={HEADING}
        className={classes.heading}
        variant="h6"
        component="h2"
        aria-live="polite"
      >
        DPUs ({list.totalItems})
      </Typography>
      <TableContainer>
        <Table size="small" aria-labelledby={HEADING} aria-busy={loading}>
          <TableHead>
            <TableRow>
              {columns.map(column => (
                <ColumnHead
                  key={column.title}
                  column={column}
                  orderBy={state.byHost ? undefined : state.orderBy}
                  onSort={orderBy => onChange({ orderBy })}
                />
              ))}
            </TableRow>
          </TableHead>
          {state.byHost ? (
            byHost(list.items, severalSources).map(host => (
              <TableBody key={host.key}>
                <TableRow>
                  <TableCell
                    component="th"
                    scope="rowgroup"
                    role="rowheader"
                    colSpan={columns.length}
                    className={classes.host}
                  >
                    {host.title} ({host.dpus.length} here)
                  </TableCell>
                </TableRow>
                {host.dpus.map(row)}
              </TableBody>
            ))
          ) : (
            <TableBody>{list.items.map(row)}</TableBody>
          )}
        </Table>
      </TableContainer>
      {list.totalItems > Math.min(...PAGE_SIZES) && (
        <TablePagination
          component="div"
          count={list.totalItems}
          page={state.page}
          rowsPerPage={state.pageSize}
          rowsPerPageOptions={[...PAGE_SIZES].sort((a, b) => a - b)}
          labelRowsPerPage="Rows"
          onPageChange={(_, page) => onChange({ page })}
          onRowsPerPageChange={({ target }) =>
            onChange({ pageSize: Number(target.value) })
          }
        />
      )}
    </Paper>
  );
}
