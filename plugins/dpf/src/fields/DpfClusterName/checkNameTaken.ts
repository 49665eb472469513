import {
  DpfApi,
  DpfRequestOptions,
} from '@dpf-portal/backstage-plugin-dpf-common';

/** Says so when a cluster of this name is there already. The server has the last word. */
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
    `${name} is taken: there is such a cluster in ${taken.namespace} on ${taken.managementCluster}.`
  );
}
