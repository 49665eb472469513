import { Content, Header, Page } from '@backstage/core-components';
import { rootRouteRef } from '../../routes';
import { ClusterPage } from '../ClusterPage/ClusterPage';
import { useMountedRoute } from '../useMountedRoute';
import { useClusterOfAddress } from '../DpuClusterPage/useClusterOfAddress';

/** The page of one cluster in the old frontend system, where a page draws its own header. */
export function LegacyDpuClusterPage() {
  const ref = useClusterOfAddress();
  const list = useMountedRoute(rootRouteRef)?.();
  return (
    <Page themeId="tool">
      <Header
        title="DPU cluster"
        type={list && 'DPU clusters'}
        typeLink={list}
      />
      <Content>
        <ClusterPage clusterRef={ref} titled />
      </Content>
    </Page>
  );
}
