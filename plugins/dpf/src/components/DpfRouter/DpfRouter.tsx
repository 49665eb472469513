import { Content } from '@backstage/core-components';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { ReactNode } from 'react';
import { Route, Routes, useParams, useSearchParams } from 'react-router-dom';
import { clusterRouteRef } from '../../routes';
import { ClusterListPage } from '../ClusterListPage/ClusterListPage';
import { ClusterPage } from '../ClusterPage/ClusterPage';

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

/** Routes to the list and to one page per cluster. The frame of a cluster's page depends on the frontend system. */
export function DpfRouter(props: { frame: Frame }) {
  return (
    <Routes>
      <Route
        path="/"
        element={
          <Content>
            <ClusterListPage />
          </Content>
        }
      />
      <Route
        path={clusterRouteRef.path}
        element={<ClusterRoute frame={props.frame} />}
      />
    </Routes>
  );
}
