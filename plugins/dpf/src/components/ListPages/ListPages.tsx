import { Content, EmptyState, LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { ReactNode } from 'react';
import { rootRouteRef } from '../../routes';
import { ClusterListPage } from '../ClusterListPage/ClusterListPage';
import { DpuTable } from '../Dpus/DpuTable';
import { PlatformPage } from '../Platform/PlatformPage';
import { DpfTab, DpfTabs } from '../Tabs/DpfTabs';
import { useListPlace } from './useListPlace';

function inTab(current: DpfTab, page: ReactNode) {
  return <DpfTabs current={current}>{page}</DpfTabs>;
}

function NoSuchPage() {
  const listPath = useRouteRef(rootRouteRef)();
  return (
    <EmptyState
      missing="content"
      title="There is no such page"
      description="No page of DPU clusters has this address."
      action={
        <LinkButton to={listPath} variant="outlined">
          All DPU clusters
        </LinkButton>
      }
    />
  );
}

function Place() {
  const place = useListPlace();
  switch (place.page) {
    case 'clusters':
      return inTab('clusters', <ClusterListPage />);
    case 'dpus':
      return inTab('dpus', <DpuTable />);
    case 'platform':
      return inTab('platform', <PlatformPage tab={place.tab} />);
    default:
      return <NoSuchPage />;
  }
}

/** The list of DPU clusters, and the pages behind the tabs beside it. */
export function ListPages() {
  return (
    <Content>
      <Place />
    </Content>
  );
}
