import { DpuClusterPhase } from '@dpf-portal/dpf-model';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

export const PHASES: readonly DpuClusterPhase[] = [
  'Pending',
  'Creating',
  'Ready',
  'NotReady',
  'Failed',
];

/** What the list is narrowed to. Kept in the address, so that a view can be shared. */
export interface ListFilter {
  text: string;
  phases: DpuClusterPhase[];
  owner: 'all' | 'mine';
}

export function isFiltered(filter: ListFilter): boolean {
  return (
    filter.text !== '' || filter.phases.length > 0 || filter.owner === 'mine'
  );
}

export function useListFilter(): [
  ListFilter,
  (change: Partial<ListFilter>) => void,
] {
  const [search, setSearch] = useSearchParams();
  const text = search.get('text') ?? '';
  const states = search.get('state') ?? '';
  const owner = search.get('owner') === 'mine' ? 'mine' : 'all';
  const filter = useMemo<ListFilter>(
    () => ({
      text,
      phases: PHASES.filter(phase => states.split(',').includes(phase)),
      owner,
    }),
    [text, states, owner],
  );
  const change = useCallback(
    (changed: Partial<ListFilter>) =>
      setSearch(
        before => {
          const after = new URLSearchParams(before);
          const put = (name: string, value: string) =>
            value ? after.set(name, value) : after.delete(name);
          if (changed.text !== undefined) {
            put('text', changed.text);
          }
          if (changed.phases) {
            put('state', changed.phases.join(','));
          }
          if (changed.owner) {
            put('owner', changed.owner === 'mine' ? 'mine' : '');
          }
          return after;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return [filter, change];
}
