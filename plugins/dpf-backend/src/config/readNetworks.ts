import { Config } from '@backstage/config';
import {
  DpfNetwork,
  SiteNetwork,
  networkProblems,
} from '@dpf-portal/dpf-model';
import { configProblem } from './DpfConfig';

function readNetwork(config: Config, path: string): DpfNetwork {
  const network: DpfNetwork = {
    name: config.getString('name'),
    title: config.getOptionalString('title'),
    segment: config.getOptionalString('segment'),
    interface: config.getString('interface'),
    gateway: config.getOptionalString('gateway'),
    vipRanges: config.getStringArray('vipRanges'),
    virtualRouterIds: config.getOptionalStringArray('virtualRouterIds') ?? [
      '1-255',
    ],
    excludedVirtualRouterIds: config
      .getOptional<Array<string | number>>('excludedVirtualRouterIds')
      ?.map(Number),
    // A label's key may contain dots and slashes, which configuration keys do not allow, so the object is read as a
    // whole.
    nodeSelector: config.getOptional<Record<string, string>>('nodeSelector'),
  };
  const [problem] = networkProblems(network);
  if (problem) {
    throw configProblem(`${path}.${problem.field}`, problem.reason);
  }
  return network;
}

/** Reads `networks` of one management cluster. */
export function readNetworks(config: Config, path: string): DpfNetwork[] {
  const networks = (config.getOptionalConfigArray('networks') ?? []).map(
    (entry, i) => readNetwork(entry, `${path}.networks[${i}]`),
  );
  networks.forEach((network, i) => {
    if (networks.findIndex(other => other.name === network.name) !== i) {
      throw configProblem(
        `${path}.networks[${i}].name`,
        `"${network.name}" is there twice.`,
      );
    }
  });
  return networks;
}

/** The networks of a management cluster, with its name. */
export function siteNetworks({
  name,
  networks,
}: {
  name: string;
  networks: readonly DpfNetwork[];
}): SiteNetwork[] {
  return networks.map(network => ({ managementCluster: name, network }));
}
