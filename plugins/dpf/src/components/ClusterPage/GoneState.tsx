import { EmptyState, LinkButton } from '@backstage/core-components';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { describeGone } from '../../describe/describeGone';
import { rootRouteRef } from '../../routes';
import { useMountedRoute } from '../useMountedRoute';

/** Shown for a cluster that was retired or deleted while this page was open. */
export function GoneState(props: {
  /** The last known state. */
  cluster: DpuClusterView;
  retiredHere: boolean;
}) {
  const listPath = useMountedRoute(rootRouteRef)?.();
  const { title, description } = describeGone(props);
  return (
    <EmptyState
      missing="content"
      title={title}
      description={`${description} If a cluster with this name is created again, this page shows it.`}
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
