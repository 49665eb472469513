import { EmptyState, LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { describeGone } from '../../describe/describeGone';
import { rootRouteRef } from '../../routes';

/** For a cluster that was on this page and has been retired or deleted since. */
export function GoneState(props: {
  /** As it was last seen. */
  cluster: DpuClusterView;
  retiredHere: boolean;
}) {
  const listPath = useRouteRef(rootRouteRef)();
  const { title, description } = describeGone(props);
  return (
    <EmptyState
      missing="content"
      title={title}
      description={`${description} If a cluster of this name is created, this page shows it.`}
      action={
        <LinkButton to={listPath} variant="outlined">
          All DPU clusters
        </LinkButton>
      }
    />
  );
}
