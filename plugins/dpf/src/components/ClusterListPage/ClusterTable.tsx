import { DpuClusterList } from '@dpf-portal/backstage-plugin-dpf-common';
import TableBody from '@material-ui/core/TableBody';
import { ListColumn, ListTable } from '../ListFrame/ListTable';
import { useClusterPath } from '../useClusterPath';
import { ClusterRow } from './ClusterRow';
import { ListState, PAGE_SIZES } from './useListState';

const COLUMNS: readonly ListColumn[] = [
  [{ title: 'Cluster', orderBy: 'name' }],
  [{ title: 'State', orderBy: 'phase' }],
  [{ title: 'Problem', orderBy: 'worst' }],
  [{ title: 'DPUs' }],
  [{ title: 'Version', orderBy: 'version' }],
  [{ title: 'Owner', orderBy: 'owner' }],
  [{ title: 'Last change', orderBy: 'lastChange', newestFirst: true }],
];

/** The clusters of one page, in the server's order. */
export function ClusterTable(props: {
  list: DpuClusterList;
  state: ListState;
  /** The list is of an earlier state. */
  loading: boolean;
  onChange(change: Partial<ListState>): void;
}) {
  const { list, state, loading, onChange } = props;
  const path = useClusterPath();
  const severalGroups = new Set(list.overview?.severalGroups);
  return (
    <ListTable
      id="dpf-clusters-heading"
      title="DPU clusters"
      total={list.totalItems}
      columns={COLUMNS}
      orderBy={state.orderBy}
      page={state.page}
      pageSize={state.pageSize}
      pageSizes={PAGE_SIZES}
      loading={loading}
      onChange={onChange}
    >
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
    </ListTable>
  );
}
