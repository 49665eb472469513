import {
  DpfApi,
  DpfRequestOptions,
} from '@dpf-portal/backstage-plugin-dpf-common';

const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const MAX_LENGTH = 63;

/** What is wrong with the form of a name; undefined when nothing is. */
export function checkNameForm(name: string): string | undefined {
  if (name.length > MAX_LENGTH) {
    return `At most ${MAX_LENGTH} characters; this has ${name.length}.`;
  }
  return DNS_1035.test(name)
    ? undefined
    : 'Lower-case letters, digits and hyphens only; begin with a letter, end with a letter or digit.';
}

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
