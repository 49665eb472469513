import { EmptyState } from '@backstage/core-components';
import { NetworkList } from '@dpf-portal/backstage-plugin-dpf-common';
import { useDpfApi } from '../../api/useDpfApi';
import { useLiveQuery } from '../../live/useLiveQuery';
import { EachManagementCluster } from './EachManagementCluster';
import { NetworkSection } from './NetworkSection';
import { PlatformQuery } from './PlatformQuery';

function Networks({ managementCluster }: { managementCluster: string }) {
  const api = useDpfApi();
  const query = useLiveQuery<NetworkList>({
    key: managementCluster,
    load: signal => api.getNetworks(managementCluster, { signal }),
    concerns: () => true,
    isStarting: ({ source }) => source.starting === true,
  });
  return (
    <PlatformQuery query={query}>
      {({ items }) =>
        items.length ? (
          items.map(network => (
            <NetworkSection
              key={network.name}
              network={network}
              managementCluster={managementCluster}
            />
          ))
        ) : (
          <EmptyState
            missing="content"
            title="No network is configured"
            description={`Without a network, each request of a kamaji cluster must name its address. Add networks[] to the entry ${managementCluster} of dpf.managementClusters in the portal's configuration: name, interface, vipRanges and virtualRouterIds. Then restart the portal.`}
          />
        )
      }
    </PlatformQuery>
  );
}

/** The tab Networks of the platform's page. */
export function NetworksTab() {
  return (
    <EachManagementCluster id="networks">
      {({ name }) => <Networks managementCluster={name} />}
    </EachManagementCluster>
  );
}
