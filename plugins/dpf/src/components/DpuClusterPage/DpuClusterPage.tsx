import { Content } from '@backstage/core-components';
import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import { ClusterPage } from '../ClusterPage/ClusterPage';
import { useClusterPath } from '../useClusterPath';
import { useClusterOfAddress } from './useClusterOfAddress';

/** The page of one cluster in the new frontend system, which draws the header itself. */
export function DpuClusterPage() {
  const ref = useClusterOfAddress();
  // Where this page is shown, the app has mounted it.
  const href = useClusterPath()(ref) ?? '';
  return (
    <BreadcrumbEntry entry={{ label: ref.name, href }}>
      <Content>
        <ClusterPage clusterRef={ref} titled />
      </Content>
    </BreadcrumbEntry>
  );
}
