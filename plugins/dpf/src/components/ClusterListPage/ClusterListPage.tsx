import {
  LinkButton,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useDpuClusters } from '../../live/useDpuClusters';
import { createClusterRouteRef } from '../../routes';
import { Freshness, isStale } from '../Freshness/Freshness';
import { SourceBanner } from '../Freshness/SourceBanner';
import { useListStyles } from '../ListFrame/useListStyles';
import { usePageThatExists } from '../ListFrame/usePageThatExists';
import { RetiredClusters } from '../History/RetiredClusters';
import { ClusterTable } from './ClusterTable';
import { EmptyList } from './EmptyList';
import { ListFilters } from './ListFilters';
import { NeedChips } from './NeedChips';
import { QuotaNote } from './QuotaNote';
import {
  ListFilter,
  NO_FILTER,
  isFiltered,
  toQuery,
  useListState,
} from './useListState';

/** All DPU clusters that the user may see. */
export function ClusterListPage() {
  const classes = useListStyles();
  const [state, change] = useListState();
  const { filter, page, pageSize } = state;
  const createPath = useRouteRef(createClusterRouteRef)?.();
  const query = useDpuClusters(toQuery(state));
  const { value, error, loading } = query;
  const narrow = (narrowed: Partial<ListFilter>) =>
    change({ filter: { ...filter, ...narrowed } });

  usePageThatExists({
    page,
    pageSize,
    totalItems: loading ? undefined : value?.totalItems,
    onPage: last => change({ page: last }),
  });

  if (!value) {
    return error ? <ResponseErrorPanel error={error} /> : <Progress />;
  }
  const empty = value.totalItems === 0 && !loading;
  // The banner names the sources that are missing, so the list cannot claim that there are no clusters.
  const isIncomplete = value.sources.some(isStale);
  return (
    <div className={classes.root}>
      <SourceBanner sources={value.sources} error={error} />
      <div className={classes.bar}>
        {value.overview && (
          <NeedChips
            counts={value.overview.needs}
            chosen={filter.needs}
            onChange={needs => narrow({ needs })}
          />
        )}
        <div className={classes.end}>
          <QuotaNote overview={value.overview} />
          <Freshness
            sources={value.sources}
            signals={query.signals}
            failed={error !== undefined}
            readAt={query.readAt}
          />
          {createPath && (
            <LinkButton to={createPath} variant="contained" color="primary">
              Create
            </LinkButton>
          )}
        </div>
      </div>
      <ListFilters
        filter={filter}
        overview={value.overview}
        onChange={narrow}
      />
      {empty && !isIncomplete && (
        <EmptyList
          filtered={isFiltered(filter)}
          createPath={createPath}
          onClearFilter={() => narrow(NO_FILTER)}
        />
      )}
      {!empty && (
        <ClusterTable
          list={value}
          state={state}
          loading={loading}
          onChange={change}
        />
      )}
      <RetiredClusters />
    </div>
  );
}
