import { EmptyState, LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { rootRouteRef } from '../../routes';

/** For a cluster that is not there any more, not yet, or not to be seen. */
export function NotFoundState(props: { clusterRef: DpuClusterRef }) {
  const { managementCluster, namespace, name } = props.clusterRef;
  const listPath = useRouteRef(rootRouteRef)();
  return (
    <EmptyState
      missing="content"
      title="There is no such DPU cluster, or you may not see it"
      description={`${namespace}/${name} on the management cluster ${managementCluster}. It may have been retired. This page shows it as soon as it appears.`}
      action={
        <LinkButton to={listPath} variant="outlined">
          All DPU clusters
        </LinkButton>
      }
    />
  );
}
