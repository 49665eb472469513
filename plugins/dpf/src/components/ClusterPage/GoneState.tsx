import { EmptyState, LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { describeGone } from '../../describe/describeGone';
import { rootRouteRef } from '../../routes';

/** Shown for a cluster that was retired or deleted while this page was open. */
export function GoneState(props: {
  /** The last known state. */
  cluster: DpuClusterView;
  retiredHere: boolean;
}) {
  const listPath = useRouteRef(rootRouteRef)();
  const { title, description } = describeGone(props);
  return (
    <EmptyState
      missing="content"
      title={title}
      description={`${description} If a cluster with this name is created again, this page shows it.`}
      action={
        <LinkButton to={listPath} variant="outlined">
          All DPU clusters
        </LinkButton>
      }
    />
  );
}
