import { useCallback } from 'react';
import { useAddress, useGoTo } from '../../address/address';

/** The tabs of a cluster's page, in their order. */
export const CLUSTER_TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'dpus', label: 'DPUs' },
  { id: 'access', label: 'Access' },
  { id: 'history', label: 'History' },
  { id: 'details', label: 'Details' },
] as const;

export type ClusterTab = (typeof CLUSTER_TABS)[number]['id'];

/** The tab with each section that links can point to. The problems stand above every tab. */
const TAB_OF_ANCHOR: Readonly<Record<string, ClusterTab>> = {
  summary: 'overview',
  steps: 'overview',
  next: 'overview',
  dpus: 'dpus',
  access: 'access',
  timeline: 'history',
  history: 'history',
  details: 'details',
  settings: 'details',
  conditions: 'details',
  events: 'details',
  resources: 'details',
};

/**
 * The tab that the address shows, and what opens another one. An address that names a section opens the section's tab:
 * notifications and bookmarks have such addresses.
 */
export function useClusterTab(): [ClusterTab, (tab: ClusterTab) => void] {
  const { pathname, search, hash } = useAddress();
  const goTo = useGoTo();
  const named = new URLSearchParams(search).get('tab');
  const tab =
    TAB_OF_ANCHOR[hash.slice(1)] ??
    CLUSTER_TABS.find(({ id }) => id === named)?.id ??
    'overview';
  const open = useCallback(
    (next: ClusterTab) => {
      const params = new URLSearchParams(search);
      if (next === 'overview') {
        params.delete('tab');
      } else {
        params.set('tab', next);
      }
      const text = params.toString();
      goTo(text ? `${pathname}?${text}` : pathname);
    },
    [goTo, pathname, search],
  );
  return [tab, open];
}
