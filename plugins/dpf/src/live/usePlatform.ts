import { PlatformOverview } from '@dpf-portal/backstage-plugin-dpf-common';
import { useDpfApi } from '../api/useDpfApi';
import { LiveQuery, useLiveQuery } from './useLiveQuery';

/** Reads what the platform's engineers look at first, and keeps it up to date. @internal */
export function usePlatform(): LiveQuery<PlatformOverview> {
  const api = useDpfApi();
  return useLiveQuery({
    key: 'platform',
    load: signal => api.getPlatform({ signal }),
    isStarting: ({ managementClusters }) =>
      managementClusters.some(({ starting }) => starting),
    isBehind: ({ managementClusters }) =>
      managementClusters.some(({ behind }) => behind),
    // A change of any cluster can add a problem or solve one.
    concerns: () => true,
  });
}
