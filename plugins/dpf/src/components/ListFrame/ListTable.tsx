import Paper from '@material-ui/core/Paper';
import Table from '@material-ui/core/Table';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TablePagination from '@material-ui/core/TablePagination';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Fragment, ReactNode } from 'react';

/** What a column shows. */
export interface ColumnPart {
  title: string;
  /** The field of the REST API that sorts by it. */
  orderBy?: string;
  /** The first click shows the newest. */
  newestFirst?: boolean;
}

/** A column of one part, or of several that stand below each other in each row, so that the table fits the page. */
export type ListColumn = readonly ColumnPart[];

const useStyles = makeStyles(theme => ({
  heading: { padding: theme.spacing(2, 2, 1) },
  table: {
    // The theme's cells are for few columns.
    '& td, & th': { padding: theme.spacing(1, 1.25), lineHeight: 1.3 },
    '& td:first-child, & th:first-child': { paddingLeft: theme.spacing(2) },
    // Beside the side bar of a small screen, the last columns would stand outside the page.
    [theme.breakpoints.down('md')]: {
      '& td, & th': {
        paddingLeft: theme.spacing(0.75),
        paddingRight: theme.spacing(0.75),
      },
    },
  },
  // The theme's head is for tables with a toolbar, and writes in capitals that are hard to read.
  head: {
    whiteSpace: 'nowrap',
    [theme.breakpoints.down('md')]: { whiteSpace: 'normal' },
  },
  // The theme breaks words where a cell is narrow.
  part: { whiteSpace: 'nowrap' },
}));

type IsSorted = 'asc' | 'desc' | undefined;

function sortedBy(part: ColumnPart, orderBy: string | undefined): IsSorted {
  if (!part.orderBy || !orderBy) {
    return undefined;
  }
  if (orderBy === part.orderBy) {
    return 'asc';
  }
  return orderBy === `-${part.orderBy}` ? 'desc' : undefined;
}

function PartHead(props: {
  part: ColumnPart;
  orderBy: string | undefined;
  /** Beside others: the arrow of one that does not sort would only part them. */
  beside: boolean;
  onSort(orderBy: string): void;
}) {
  const { part, orderBy, beside, onSort } = props;
  const { title, orderBy: field, newestFirst } = part;
  if (!field || orderBy === undefined) {
    return <>{title}</>;
  }
  const first = newestFirst ? `-${field}` : field;
  const other = newestFirst ? field : `-${field}`;
  const sorted = sortedBy(part, orderBy);
  return (
    <TableSortLabel
      active={sorted !== undefined}
      hideSortIcon={beside}
      direction={sorted ?? (newestFirst ? 'desc' : 'asc')}
      onClick={() => onSort(orderBy === first ? other : first)}
    >
      {title}
    </TableSortLabel>
  );
}

/** A page of a list that the server sorts and divides into pages: its heading, head and pager. The bodies are the children. */
export function ListTable(props: {
  id: string;
  /** Shown with the number of rows on all pages. */
  title: string;
  total: number;
  columns: readonly ListColumn[];
  /** A field, with - before it for descending; left out while the user cannot sort. */
  orderBy: string | undefined;
  /** From 0. */
  page: number;
  pageSize: number;
  pageSizes: readonly number[];
  /** The rows are of an earlier state. */
  loading: boolean;
  onChange(change: {
    orderBy?: string;
    page?: number;
    pageSize?: number;
  }): void;
  children: ReactNode;
}) {
  const { id, title, total, columns, orderBy, loading, children } = props;
  const { page, pageSize, pageSizes, onChange } = props;
  const classes = useStyles();
  return (
    <Paper variant="outlined">
      <Typography
        id={id}
        className={classes.heading}
        variant="h6"
        component="h2"
        aria-live="polite"
      >
        {title} ({total})
      </Typography>
      {/* On a narrow screen it scrolls, also by keyboard. */}
      <TableContainer tabIndex={0} role="region" aria-labelledby={id}>
        <Table
          className={classes.table}
          size="small"
          aria-labelledby={id}
          aria-busy={loading}
        >
          <TableHead>
            <TableRow>
              {columns.map(parts => (
                <TableCell
                  key={parts[0].title}
                  className={classes.head}
                  sortDirection={
                    parts.map(part => sortedBy(part, orderBy)).find(Boolean) ??
                    false
                  }
                >
                  {parts.map((part, at) => (
                    <Fragment key={part.title}>
                      {at > 0 && ' · '}
                      <span className={classes.part}>
                        <PartHead
                          part={part}
                          orderBy={orderBy}
                          beside={parts.length > 1}
                          onSort={by => onChange({ orderBy: by })}
                        />
                      </span>
                    </Fragment>
                  ))}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          {children}
        </Table>
      </TableContainer>
      {total > Math.min(...pageSizes) && (
        <TablePagination
          component="div"
          count={total}
          // The page may be gone, because rows are.
          page={Math.min(page, Math.ceil(total / pageSize) - 1)}
          rowsPerPage={pageSize}
          rowsPerPageOptions={[...pageSizes].sort((a, b) => a - b)}
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
