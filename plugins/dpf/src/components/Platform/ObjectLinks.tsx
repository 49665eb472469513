import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { dpusRouteRef } from '../../routes';
import { PageLink } from '../PageLink/PageLink';
import { useClusterPath } from '../useClusterPath';

/** Stands for what is not known, or does not apply. */
const NOTHING = '—';

/** The page of a DPU cluster. */
export function ClusterLink(props: { cluster?: DpuClusterRef }) {
  const { cluster } = props;
  const path = useClusterPath();
  return cluster ? (
    <PageLink to={path(cluster)}>
      {`${cluster.namespace}/${cluster.name}`}
    </PageLink>
  ) : (
    <>{NOTHING}</>
  );
}

/** The list of DPUs, searched for one of them. */
export function DpuLink(props: { managementCluster: string; name: string }) {
  const { managementCluster, name } = props;
  const path = useRouteRef(dpusRouteRef)();
  const query = new URLSearchParams({ managementCluster, text: name });
  return <Link to={`${path}?${query}`}>{name}</Link>;
}

export function OwnerLink({ owner }: { owner?: string }) {
  return owner ? <EntityRefLink entityRef={owner} hideIcon /> : <>{NOTHING}</>;
}
