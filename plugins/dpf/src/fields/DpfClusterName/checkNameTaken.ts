import {
  DpfApi,
  DpfRequestOptions,
} from '@dpf-portal/backstage-plugin-dpf-common';

/** Reports an existing cluster with this name. The server checks again on the request. */
export async function checkNameTaken(options: {
  api: DpfApi;
  name: string;
  managementCluster?: string;
  namespace?: string;
  request?: DpfRequestOptions;
}): Promise<string | undefined> {
  const { api, name, managementCluster, namespace, request } = options;
  const { items } = await api.listDpuClusters(
    { text: name, managementCluster, namespace, limit: 100 },
    request,
  );
  const taken = items.find(item => item.name === name);
  return (
    taken &&
    `${name} is taken: the namespace ${taken.namespace} on ${taken.managementCluster} has a cluster with this name.`
  );
}
