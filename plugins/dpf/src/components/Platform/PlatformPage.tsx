import { EmptyState, Progress } from '@backstage/core-components';
import { usePermission } from '@backstage/plugin-permission-react';
import { platformReadPermission } from '@dpf-portal/backstage-plugin-dpf-common';
import { ReactNode } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { NetworksTab } from './NetworksTab';
import { NowTab } from './NowTab';
import { PlatformTab, PlatformTabs, usePlatformPath } from './PlatformTabs';
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

function tab(current: PlatformTab, page: ReactNode) {
  return <PlatformTabs current={current}>{page}</PlatformTabs>;
}

/** The page of the platform's engineers. The address names the tab and the chosen management cluster. */
export function PlatformPage() {
  const path = usePlatformPath();
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
    <Routes>
      <Route path="/" element={tab('now', <NowTab />)} />
      <Route path="/upgrade" element={tab('upgrade', <UpgradeTab />)} />
      <Route path="/networks" element={tab('networks', <NetworksTab />)} />
      <Route path="/setup" element={tab('setup', <SetupTab />)} />
      <Route path="*" element={<Navigate to={path('now')} replace />} />
    </Routes>
  );
}
