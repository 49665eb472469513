import { DpuListQuery, DpuRef } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DPU_STATES,
  DpuClusterRef,
  DpuState,
  stringifyDpuClusterRef,
} from '@dpf-portal/dpf-model';
import { useCallback, useMemo } from 'react';
import { useAddressQuery } from '../../address/address';

export const PAGE_SIZES: readonly number[] = [50, 25, 100];
const DEFAULT_ORDER = 'state';

/** What the list of DPUs is narrowed to. */
export interface DpuFilter {
  text: string;
  states: DpuState[];
  managementCluster: string;
  /** A cluster's ref, or `none`. */
  cluster: string;
}

export const NO_FILTER: DpuFilter = {
  text: '',
  states: [],
  managementCluster: '',
  cluster: '',
};

/** Filter, order and page of the list, and the DPU that is open. All of it is in the address. */
export interface DpuListState {
  filter: DpuFilter;
  byHost: boolean;
  /** A field of the REST API, with - before it for descending. */
  orderBy: string;
  /** From 0. */
  page: number;
  pageSize: number;
  /** The DPU whose drawer is open. */
  open?: DpuRef;
}

export function isFiltered(filter: DpuFilter): boolean {
  return JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
}

function readDpu(text: string | null): DpuRef | undefined {
  const [managementCluster, namespace, name, group] = (text ?? '').split('/');
  return managementCluster && namespace && name
    ? { managementCluster, namespace, name, ...(group && { group }) }
    : undefined;
}

function writeDpu(ref: DpuRef | undefined): string {
  return ref
    ? [ref.managementCluster, ref.namespace, ref.name, ref.group]
        .filter(Boolean)
        .join('/')
    : '';
}

function readState(search: URLSearchParams): DpuListState {
  const states = (search.get('state') ?? '').split(',');
  const page = Number(search.get('page'));
  const pageSize = Number(search.get('rows'));
  return {
    filter: {
      text: search.get('text') ?? '',
      states: DPU_STATES.filter(state => states.includes(state)),
      managementCluster: search.get('managementCluster') ?? '',
      cluster: search.get('cluster') ?? '',
    },
    byHost: search.get('by') === 'host',
    orderBy: search.get('sort') ?? DEFAULT_ORDER,
    page: Number.isInteger(page) && page > 1 ? page - 1 : 0,
    pageSize: PAGE_SIZES.includes(pageSize) ? pageSize : PAGE_SIZES[0],
    open: readDpu(search.get('dpu')),
  };
}

/** Writes the state into the search parameters, of which others are kept. */
function writeState(before: URLSearchParams, state: DpuListState) {
  const { filter, byHost, orderBy, page, pageSize, open } = state;
  const after = new URLSearchParams(before);
  const put = (name: string, value: string) =>
    value ? after.set(name, value) : after.delete(name);
  put('text', filter.text);
  put('state', filter.states.join(','));
  put('managementCluster', filter.managementCluster);
  put('cluster', filter.cluster);
  put('by', byHost ? 'host' : '');
  put('sort', orderBy === DEFAULT_ORDER ? '' : orderBy);
  put('page', page ? String(page + 1) : '');
  put('rows', pageSize === PAGE_SIZES[0] ? '' : String(pageSize));
  put('dpu', writeDpu(open));
  return after;
}

/** The query of the REST API for all DPUs that match; those of one cluster on the page of a cluster. */
export function toFilterQuery(
  { filter, byHost, orderBy }: DpuListState,
  clusterRef?: DpuClusterRef,
): DpuListQuery {
  const { text, states, managementCluster } = filter;
  const cluster = clusterRef
    ? stringifyDpuClusterRef(clusterRef)
    : filter.cluster;
  return {
    ...(text && { text }),
    ...(states.length > 0 && { state: states }),
    ...(managementCluster && !clusterRef && { managementCluster }),
    ...(cluster && { cluster }),
    orderBy: byHost ? 'host' : orderBy,
  };
}

/** The query for the page that is shown. */
export function toPageQuery(
  state: DpuListState,
  clusterRef?: DpuClusterRef,
): DpuListQuery {
  const { page, pageSize } = state;
  return {
    ...toFilterQuery(state, clusterRef),
    ...(page > 0 && { offset: page * pageSize }),
    limit: pageSize,
  };
}

/** The state in the address, and its change. Whatever narrows or sorts leads to the first page. */
export function useDpuState(): [
  DpuListState,
  (change: Partial<DpuListState>) => void,
] {
  const [search, setSearch] = useAddressQuery();
  const state = useMemo(() => readState(search), [search]);
  const change = useCallback(
    (changed: Partial<DpuListState>) => {
      const keepsPage = 'open' in changed || 'page' in changed;
      setSearch(
        before => {
          const now = readState(before);
          const next = {
            ...now,
            ...(keepsPage ? {} : { page: 0 }),
            ...changed,
          };
          return writeState(before, next);
        },
        // The browser's way back leads over pages and drawers, and not over each typed letter.
        { replace: !keepsPage },
      );
    },
    [setSearch],
  );
  return [state, change];
}
