import { EmptyState, LinkButton } from '@backstage/core-components';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { rootRouteRef } from '../../routes';
import { useMountedRoute } from '../useMountedRoute';

/** Shown for a cluster that does not exist or that the user may not see. */
export function NotFoundState(props: { clusterRef: DpuClusterRef }) {
  const { managementCluster, namespace, name } = props.clusterRef;
  const listPath = useMountedRoute(rootRouteRef)?.();
  return (
    <EmptyState
      missing="content"
      title="This DPU cluster does not exist, or you may not see it"
      description={`${namespace}/${name} on the management cluster ${managementCluster}. It may have been retired. If it is created, this page shows it.`}
      action={
        listPath === undefined ? undefined : (
          <LinkButton to={listPath} variant="outlined">
            All DPU clusters
          </LinkButton>
        )
      }
    />
  );
}
