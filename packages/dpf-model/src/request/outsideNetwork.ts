import { DpfNetwork } from '../managementCluster/ManagementCluster';
import {
  DpuClusterRequest,
  FieldProblem,
  FieldProblems,
} from './DpuClusterRequest';
import { AddressRange, parseIdRange } from './allocate/AddressRange';

function vipOutside(vip: string, network: DpfNetwork): string | undefined {
  const { name, vipRanges } = network;
  return vipRanges.some(text => AddressRange.parse(text)?.contains(vip))
    ? undefined
    : `${vip} is outside the addresses of network ${name} (${vipRanges.join(
        ', ',
      )}).`;
}

function routerIdOutside(id: number, network: DpfNetwork): string | undefined {
  const { name, virtualRouterIds, excludedVirtualRouterIds = [] } = network;
  if (excludedVirtualRouterIds.includes(id)) {
    return `Virtual router id ${id} is excluded on network ${name}: others use it there.`;
  }
  return virtualRouterIds.some(text => parseIdRange(text)?.includes(id))
    ? undefined
    : `Virtual router id ${id} is outside those of network ${name} (${virtualRouterIds.join(
        ', ',
      )}).`;
}

function interfaceOutside(
  nic: string,
  network: DpfNetwork,
): string | undefined {
  return nic === network.interface
    ? undefined
    : `Network ${network.name} is on ${network.interface}, not on ${nic}.`;
}

/**
 * The values of a chosen endpoint that are not from the network: a VIP, a virtual router id or an interface that may
 * belong to somebody else. They need the permission `dpf.dpu-cluster.choose-address`. Empty when all values are from
 * the network.
 *
 * @public
 */
export function outsideNetwork(
  keepalived: Pick<
    NonNullable<DpuClusterRequest['keepalived']>,
    'vip' | 'virtualRouterID' | 'interface'
  > = {},
  network: DpfNetwork | undefined,
): FieldProblem[] {
  const problems = new FieldProblems();
  const check = <T>(
    field: string,
    value: T | undefined,
    problem: (value: T, network: DpfNetwork) => string | undefined,
  ) =>
    problems.check(`keepalived.${field}`, value, given =>
      network
        ? problem(given, network)
        : `${given} belongs to no configured network.`,
    );
  check('vip', keepalived.vip, vipOutside);
  check('virtualRouterID', keepalived.virtualRouterID, routerIdOutside);
  check('interface', keepalived.interface, interfaceOutside);
  return problems.items;
}
