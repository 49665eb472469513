import { DpfNetwork } from '../managementCluster/ManagementClusterStatus';
import { DpuClusterRequest } from './DpuClusterRequest';

/**
 * The network of a kamaji request: the one it names, else the only one there is.
 *
 * @public
 */
export function requestedNetwork(
  request: Pick<DpuClusterRequest, 'network'>,
  networks: readonly DpfNetwork[],
): DpfNetwork | undefined {
  if (request.network !== undefined) {
    return networks.find(network => network.name === request.network);
  }
  return networks.length === 1 ? networks[0] : undefined;
}
