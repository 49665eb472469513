import { useRouteRefParams } from '@backstage/frontend-plugin-api';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { useAddressQuery } from '../../address/address';
import { clusterRouteRef } from '../../routes';

/** The cluster that the address of its page names. */
export function useClusterOfAddress(): DpuClusterRef {
  const { managementCluster, namespace, name } =
    useRouteRefParams(clusterRouteRef);
  const [query] = useAddressQuery();
  const group = query.get('group');
  return { managementCluster, namespace, name, ...(group && { group }) };
}
