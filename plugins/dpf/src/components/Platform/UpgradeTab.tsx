import { DpfUpgradeView } from '@dpf-portal/backstage-plugin-dpf-common';
import { useDpfApi } from '../../api/useDpfApi';
import { useLiveQuery } from '../../live/useLiveQuery';
import { EachManagementCluster } from './EachManagementCluster';
import { PlatformQuery } from './PlatformQuery';
import { UpgradeBlockers } from './UpgradeBlockers';
import { UpgradeComparisonTable } from './UpgradeComparisonTable';
import { UpgradeForecastTable } from './UpgradeForecastTable';
import { UpgradeState } from './UpgradeState';

function Upgrade({ managementCluster }: { managementCluster: string }) {
  const api = useDpfApi();
  const query = useLiveQuery<DpfUpgradeView>({
    key: managementCluster,
    load: signal => api.getUpgrade(managementCluster, { signal }),
    concerns: () => true,
    isStarting: ({ source }) => source.starting === true,
  });
  return (
    <PlatformQuery query={query}>
      {upgrade => (
        <>
          <UpgradeState upgrade={upgrade} />
          <UpgradeBlockers upgrade={upgrade} />
          <UpgradeForecastTable upgrade={upgrade} />
          <UpgradeComparisonTable upgrade={upgrade} />
        </>
      )}
    </PlatformQuery>
  );
}

/** The tab Upgrade of the platform's page. */
export function UpgradeTab() {
  return (
    <EachManagementCluster id="upgrade">
      {({ name }) => <Upgrade managementCluster={name} />}
    </EachManagementCluster>
  );
}
