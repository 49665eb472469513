import { Table, TableColumn } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const PAGE_SIZE = 20;

const useStyles = makeStyles(theme => ({
  root: { marginTop: theme.spacing(2) },
}));

/** A table of the platform's page: searched and paged in the browser. */
export function PlatformTable<T extends object>(props: {
  title: string;
  columns: Array<TableColumn<T & { id: string }>>;
  rows: readonly T[];
}) {
  const { title, columns, rows } = props;
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <Table<T & { id: string }>
        title={title}
        columns={columns}
        data={rows.map((row, nth) => ({ ...row, id: String(nth) }))}
        options={{
          // A heading that can be dragged nests one control in another.
          draggable: false,
          padding: 'dense',
          search: rows.length > PAGE_SIZE,
          paging: rows.length > PAGE_SIZE,
          pageSize: PAGE_SIZE,
          pageSizeOptions: [PAGE_SIZE, 100],
          emptyRowsWhenPaging: false,
          thirdSortClick: false,
        }}
      />
    </div>
  );
}
