import { EmptyState, Progress } from '@backstage/core-components';
import { usePermission } from '@backstage/plugin-permission-react';
import { platformReadPermission } from '@dpf-portal/backstage-plugin-dpf-common';
import { NetworksTab } from './NetworksTab';
import { NowTab } from './NowTab';
import { PlatformTab, PlatformTabs } from './PlatformTabs';
import { SetupTab } from './SetupTab';
import { UpgradeTab } from './UpgradeTab';

function NotAllowed() {
  return (
    <EmptyState
      missing="info"
      title="You may not see the platform’s page"
      description={`This page needs the permission ${platformReadPermission.name}, which you do not have. It is meant for platform engineers: ask the administrators of the portal for it.`}
    />
  );
}

function TabContent({ tab }: { tab: PlatformTab }) {
  switch (tab) {
    case 'upgrade':
      return <UpgradeTab />;
    case 'networks':
      return <NetworksTab />;
    case 'setup':
      return <SetupTab />;
    default:
      return <NowTab />;
  }
}

/** The page of the platform's engineers. The address names the tab and the chosen management cluster. */
export function PlatformPage({ tab }: { tab: PlatformTab }) {
  const { loading, allowed } = usePermission({
    permission: platformReadPermission,
  });
  if (loading) {
    return <Progress />;
  }
  if (!allowed) {
    return <NotAllowed />;
  }
  return (
    <PlatformTabs current={tab}>
      <TabContent tab={tab} />
    </PlatformTabs>
  );
}
