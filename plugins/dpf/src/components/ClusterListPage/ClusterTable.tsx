import { Table } from '@backstage/core-components';
import {
  DpuClusterList,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { useMemo } from 'react';
import { useClusterPath } from '../useClusterPath';
import { clusterColumns } from './columns';
import { ListPaging } from './useListPaging';

const PAGE_SIZES = [25, 50, 100];

/** The clusters of one page, in the server's order. */
export function ClusterTable(props: {
  list: DpuClusterList;
  paging: ListPaging;
  loading: boolean;
}) {
  const { list, paging, loading } = props;
  const path = useClusterPath();
  const severalSources = list.sources.length > 1;
  const severalGroups = new Set(list.items.map(({ group }) => group)).size > 1;
  const columns = useMemo(
    () => clusterColumns({ path, severalSources, severalGroups }),
    [path, severalSources, severalGroups],
  );
  // The table identifies rows by `id`.
  const rows = useMemo(
    () => list.items.map(item => ({ ...item, id: item.uid })),
    [list.items],
  );
  return (
    <Table<DpuClusterView>
      title={`DPU clusters (${list.totalItems})`}
      columns={columns}
      data={rows}
      isLoading={loading}
      page={paging.page}
      totalCount={list.totalItems}
      onPageChange={page => paging.setPage(page, list.pageInfo.nextCursor)}
      onRowsPerPageChange={paging.setPageSize}
      onOrderChange={(index, direction) => {
        const by = columns[index]?.orderBy ?? 'name';
        paging.setOrderBy(direction === 'desc' ? `-${by}` : by);
      }}
      options={{
        search: false,
        padding: 'dense',
        pageSize: paging.pageSize,
        pageSizeOptions: PAGE_SIZES,
        paging: list.totalItems > PAGE_SIZES[0],
        showFirstLastPageButtons: false,
        emptyRowsWhenPaging: false,
        thirdSortClick: false,
      }}
    />
  );
}
