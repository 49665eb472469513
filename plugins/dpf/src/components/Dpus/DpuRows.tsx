import {
  DpuList,
  DpuRef,
  DpuView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { useCallback } from 'react';
import { ListColumn, ListTable } from '../ListFrame/ListTable';
import { useClusterPath } from '../useClusterPath';
import { DpuRow } from './DpuRow';
import { DpuListState, PAGE_SIZES } from './useDpuState';

const CLUSTER: ListColumn = [{ title: 'Cluster', orderBy: 'cluster' }];
const COLUMNS: readonly ListColumn[] = [
  [
    { title: 'DPU', orderBy: 'name' },
    { title: 'Host, device', orderBy: 'host' },
  ],
  [
    { title: 'State', orderBy: 'state' },
    { title: 'Since', orderBy: 'since' },
  ],
  [{ title: 'Waits for' }],
  CLUSTER,
  [{ title: 'Source' }, { title: 'Outdated' }],
];
const COLUMNS_OF_CLUSTER = COLUMNS.filter(column => column !== CLUSTER);

const useStyles = makeStyles(theme => ({
  host: { backgroundColor: theme.palette.background.default, fontWeight: 500 },
}));

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
  const columns = ofCluster ? COLUMNS_OF_CLUSTER : COLUMNS;
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
    <ListTable
      id="dpf-dpus-heading"
      title="DPUs"
      total={list.totalItems}
      columns={columns}
      // By host, the order of the rows is given.
      orderBy={state.byHost ? undefined : state.orderBy}
      page={state.page}
      pageSize={state.pageSize}
      pageSizes={PAGE_SIZES}
      loading={loading}
      onChange={onChange}
    >
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
    </ListTable>
  );
}
