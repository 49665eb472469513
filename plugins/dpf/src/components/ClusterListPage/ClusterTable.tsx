import { DpuClusterList } from '@dpf-portal/backstage-plugin-dpf-common';
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
import { useClusterPath } from '../useClusterPath';
import { ClusterRow } from './ClusterRow';
import { ListState, PAGE_SIZES } from './useListState';

interface Column {
  title: string;
  /** The field of the REST API that sorts by it. */
  orderBy?: string;
  /** The first click shows the newest. */
  newestFirst?: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'Cluster', orderBy: 'name' },
  { title: 'State', orderBy: 'phase' },
  { title: 'Problem', orderBy: 'worst' },
  { title: 'DPUs' },
  { title: 'Version', orderBy: 'version' },
  { title: 'Owner', orderBy: 'owner' },
  { title: 'Last change', orderBy: 'lastChange', newestFirst: true },
];

const HEADING = 'dpf-clusters-heading';

const useStyles = makeStyles(theme => ({
  heading: { padding: theme.spacing(2, 2, 1) },
  // The theme's head is for tables with a toolbar, and writes in capitals that are hard to read.
  head: { whiteSpace: 'nowrap' },
}));

function ColumnHead(props: {
  column: Column;
  orderBy: string;
  onSort(orderBy: string): void;
}) {
  const { column, orderBy, onSort } = props;
  const classes = useStyles();
  const { title, orderBy: field, newestFirst } = column;
  if (!field) {
    return <TableCell className={classes.head}>{title}</TableCell>;
  }
  const isDescending = orderBy === `-${field}`;
  const isSorted = isDescending || orderBy === field;
  const direction = isDescending ? 'desc' : 'asc';
  const first = newestFirst ? `-${field}` : field;
  const other = newestFirst ? field : `-${field}`;
  return (
    <TableCell
      className={classes.head}
      sortDirection={isSorted ? direction : false}
    >
      <TableSortLabel
        active={isSorted}
        direction={isSorted || !newestFirst ? direction : 'desc'}
        onClick={() => onSort(orderBy === first ? other : first)}
      >
        {title}
      </TableSortLabel>
    </TableCell>
  );
}

/** The clusters of one page, in the server's order. */
export function ClusterTable(props: {
  list: DpuClusterList;
  state: ListState;
  /** The list is of an earlier state. */
  loading: boolean;
  onChange(change: Partial<ListState>): void;
}) {
  const { list, state, loading, onChange } = props;
  const { orderBy, page, pageSize } = state;
  const classes = useStyles();
  const path = useClusterPath();
  const severalGroups = new Set(list.overview?.severalGroups);
  return (
    <Paper variant="outlined">
      <Typography
        id={HEADING}
        className={classes.heading}
        variant="h6"
        component="h2"
        aria-live="polite"
      >
        DPU clusters ({list.totalItems})
      </Typography>
      <TableContainer>
        <Table size="small" aria-labelledby={HEADING} aria-busy={loading}>
          <TableHead>
            <TableRow>
              {COLUMNS.map(column => (
                <ColumnHead
                  key={column.title}
                  column={column}
                  orderBy={orderBy}
                  onSort={by => onChange({ orderBy: by })}
                />
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {list.items.map(cluster => (
              <ClusterRow
                key={cluster.uid}
                cluster={cluster}
                groupShown={severalGroups.has(cluster.managementCluster)}
                path={path}
              />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {list.totalItems > PAGE_SIZES[0] && (
        <TablePagination
          component="div"
          count={list.totalItems}
          // The page may be gone, because clusters are.
          page={Math.min(page, Math.ceil(list.totalItems / pageSize) - 1)}
          rowsPerPage={pageSize}
          rowsPerPageOptions={[...PAGE_SIZES]}
          labelRowsPerPage="Rows"
          onPageChange={(_, next) => onChange({ page: next })}
          onRowsPerPageChange={({ target }) =>
            onChange({ pageSize: Number(target.value) })
          }
        />
      )}
    </Paper>
  );
}
