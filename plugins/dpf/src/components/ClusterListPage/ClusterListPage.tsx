import {
  LinkButton,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import {
  identityApiRef,
  useApi,
  useRouteRef,
} from '@backstage/core-plugin-api';
import { DpuClusterListQuery } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import useAsync from 'react-use/esm/useAsync';
import { useDpuClusters } from '../../live/useDpuClusters';
import { createClusterRouteRef } from '../../routes';
import { Freshness, isStale } from '../Freshness/Freshness';
import { SourceBanner } from '../Freshness/SourceBanner';
import { ClusterTable } from './ClusterTable';
import { EmptyList } from './EmptyList';
import { ListFilters } from './ListFilters';
import { ListFilter, isFiltered, useListFilter } from './useListFilter';
import { ListPaging, useListPaging } from './useListPaging';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    fontFamily: theme.typography.fontFamily,
  },
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(2),
  },
  end: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
    marginLeft: 'auto',
    color: theme.palette.text.secondary,
  },
}));

const NO_FILTER: ListFilter = { text: '', phases: [], owner: 'all' };

function toQuery(
  filter: ListFilter,
  paging: ListPaging,
  mine: string[],
): DpuClusterListQuery {
  return {
    ...(filter.text && { text: filter.text }),
    ...(filter.phases.length > 0 && { phase: filter.phases }),
    ...(filter.owner === 'mine' && { owner: mine }),
    ...(paging.cursor && { cursor: paging.cursor }),
    orderBy: paging.orderBy,
    limit: paging.pageSize,
  };
}

function ClusterList(props: { mine: string[] }) {
  const classes = useStyles();
  const [filter, changeFilter] = useListFilter();
  const paging = useListPaging();
  const createPath = useRouteRef(createClusterRouteRef)?.();
  const query = useDpuClusters(toQuery(filter, paging, props.mine));
  const { value, error, loading } = query;
  const narrow = (change: Partial<ListFilter>) => {
    paging.reset();
    changeFilter(change);
  };

  if (!value) {
    return error ? <ResponseErrorPanel error={error} /> : <Progress />;
  }
  const empty = value.items.length === 0 && !loading;
  // The banner names the sources that are missing, so the list cannot claim that there are no clusters.
  const isIncomplete = value.sources.some(isStale);
  return (
    <div className={classes.root}>
      <SourceBanner sources={value.sources} error={error} />
      <div className={classes.bar}>
        <ListFilters filter={filter} onChange={narrow} />
        <div className={classes.end}>
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
      {empty && !isIncomplete && (
        <EmptyList
          filtered={isFiltered(filter)}
          createPath={createPath}
          onClearFilter={() => narrow(NO_FILTER)}
        />
      )}
      {!empty && <ClusterTable list={value} paging={paging} loading={false} />}
    </div>
  );
}

/** All DPU clusters that the user may see. */
export function ClusterListPage() {
  const identityApi = useApi(identityApiRef);
  const identity = useAsync(
    () => identityApi.getBackstageIdentity(),
    [identityApi],
  );
  if (identity.loading) {
    return <Progress />;
  }
  const { userEntityRef = '', ownershipEntityRefs = [] } = identity.value ?? {};
  // Never an empty list: that would ask for everybody's.
  return <ClusterList mine={[userEntityRef, ...ownershipEntityRefs]} />;
}
