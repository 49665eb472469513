import { Content } from '@backstage/core-components';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { ReactNode } from 'react';
import { Route, Routes, useParams, useSearchParams } from 'react-router-dom';
import { clusterRouteRef } from '../../routes';
import { ClusterListPage } from '../ClusterListPage/ClusterListPage';
import { ClusterPage } from '../ClusterPage/ClusterPage';
import { DpuTable } from '../Dpus/DpuTable';
import { PlatformPage } from '../Platform/PlatformPage';
import { DpfTab, DpfTabs } from '../Tabs/DpfTabs';

type Frame = (props: {
  clusterRef: DpuClusterRef;
  children: ReactNode;
}) => ReactNode;

function ClusterRoute({ frame: Outer }: { frame: Frame }) {
  const { managementCluster = '', namespace = '', name = '' } = useParams();
  const [search] = useSearchParams();
  const group = search.get('group');
  const ref = {
    managementCluster,
    namespace,
    name,
    ...(group && { group }),
  };
  return (
    <Outer clusterRef={ref}>
      <Content>
        <ClusterPage clusterRef={ref} titled />
      </Content>
    </Outer>
  );
}

function tab(current: DpfTab, page: ReactNode) {
  return (
    <Content>
      <DpfTabs current={current}>{page}</DpfTabs>
    </Content>
  );
}

/** Routes to the pages behind the tabs and to one page per cluster. The frame of a cluster's page depends on the frontend system. */
export function DpfRouter(props: { frame: Frame }) {
  return (
    <Routes>
      <Route path="/" element={tab('clusters', <ClusterListPage />)} />
      <Route path="/dpus" element={tab('dpus', <DpuTable />)} />
      <Route path="/platform/*" element={tab('platform', <PlatformPage />)} />
      <Route
        path={clusterRouteRef.path}
        element={<ClusterRoute frame={props.frame} />}
      />
    </Routes>
  );
}
