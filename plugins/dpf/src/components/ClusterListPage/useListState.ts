import {
  DpuClusterListQuery,
  ListedNeed,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterPhase } from '@dpf-portal/dpf-model';
import { useCallback, useMemo } from 'react';
import { useAddressQuery } from '../../address/address';

export const PHASES: readonly DpuClusterPhase[] = [
  'Pending',
  'Creating',
  'Ready',
  'NotReady',
  'Failed',
];

export const NEEDS: readonly ListedNeed[] = [
  'you',
  'owner',
  'platform',
  'progress',
];

export const PAGE_SIZES: readonly number[] = [25, 50, 100];
const DEFAULT_ORDER = 'worst';

/** What the list is narrowed to. */
export interface ListFilter {
  text: string;
  phases: DpuClusterPhase[];
  needs: ListedNeed[];
  type: string;
  version: string;
  finding: string;
  mine: boolean;
}

/** Filter, order and page of the list. All of it is in the address, so that a view survives a reload and can be shared. */
export interface ListState {
  filter: ListFilter;
  /** A field of the REST API, with - before it for descending. */
  orderBy: string;
  /** From 0. */
  page: number;
  pageSize: number;
}

export const NO_FILTER: ListFilter = {
  text: '',
  phases: [],
  needs: [],
  type: '',
  version: '',
  finding: '',
  mine: false,
};

export function isFiltered(filter: ListFilter): boolean {
  return JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
}

function several<T extends string>(
  search: URLSearchParams,
  name: string,
  known: readonly T[],
): T[] {
  const chosen = (search.get(name) ?? '').split(',');
  return known.filter(value => chosen.includes(value));
}

function readState(search: URLSearchParams): ListState {
  const page = Number(search.get('page'));
  const pageSize = Number(search.get('rows'));
  return {
    filter: {
      text: search.get('text') ?? '',
      phases: several(search, 'state', PHASES),
      needs: several(search, 'needs', NEEDS),
      type: search.get('type') ?? '',
      version: search.get('version') ?? '',
      finding: search.get('finding') ?? '',
      mine: search.get('owner') === 'mine',
    },
    orderBy: search.get('sort') ?? DEFAULT_ORDER,
    page: Number.isInteger(page) && page > 1 ? page - 1 : 0,
    pageSize: PAGE_SIZES.includes(pageSize) ? pageSize : PAGE_SIZES[0],
  };
}

/** Writes the state into the search parameters, of which others are kept. */
function writeState(before: URLSearchParams, state: ListState) {
  const { filter, orderBy, page, pageSize } = state;
  const after = new URLSearchParams(before);
  const put = (name: string, value: string) =>
    value ? after.set(name, value) : after.delete(name);
  put('text', filter.text);
  put('state', filter.phases.join(','));
  put('needs', filter.needs.join(','));
  put('type', filter.type);
  put('version', filter.version);
  put('finding', filter.finding);
  put('owner', filter.mine ? 'mine' : '');
  put('sort', orderBy === DEFAULT_ORDER ? '' : orderBy);
  put('page', page ? String(page + 1) : '');
  put('rows', pageSize === PAGE_SIZES[0] ? '' : String(pageSize));
  return after;
}

/** The query of the REST API for a state. */
export function toQuery({
  filter,
  orderBy,
  page,
  pageSize,
}: ListState): DpuClusterListQuery {
  const { text, phases, needs, type, version, finding, mine } = filter;
  return {
    ...(text && { text }),
    ...(phases.length > 0 && { phase: phases }),
    ...(needs.length > 0 && { needs }),
    ...(type && { type }),
    ...(version && { version }),
    ...(finding && { finding }),
    ...(mine && { mine }),
    ...(page > 0 && { offset: page * pageSize }),
    orderBy,
    limit: pageSize,
    overview: true,
  };
}

/** The state in the address, and its change. Whatever changes but the page leads to the first page. */
export function useListState(): [
  ListState,
  (change: Partial<ListState>) => void,
] {
  const [search, setSearch] = useAddressQuery();
  const state = useMemo(() => readState(search), [search]);
  const change = useCallback(
    (changed: Partial<ListState>) =>
      setSearch(
        before =>
          writeState(before, { ...readState(before), page: 0, ...changed }),
        // The browser's way back leads over the pages, and not over each typed letter.
        { replace: changed.page === undefined },
      ),
    [setSearch],
  );
  return [state, change];
}
