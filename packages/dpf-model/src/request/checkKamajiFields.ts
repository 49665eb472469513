import { DpfNetwork } from '../managementCluster/ManagementClusterStatus';
import { DpuClusterRequest } from './DpuClusterRequest';
import { FieldProblems } from './FieldProblems';
import { interfaceProblem } from './fields/networkInterface';
import { labelsProblem } from './fields/labels';
import { vipProblem } from './fields/vip';
import { virtualRouterIdProblem } from './fields/virtualRouterId';
import { KUBECONFIG_FIELDS, refuseFields } from './refuseFields';
import { requestedNetwork } from './requestedNetwork';

function checkNetworkChoice(
  request: DpuClusterRequest,
  networks: readonly DpfNetwork[],
  problems: FieldProblems,
): void {
  if (requestedNetwork(request, networks)) {
    return;
  }
  const names = networks.map(network => network.name).join(', ');
  if (request.network !== undefined) {
    problems.add(
      'network',
      names
        ? `There is no network of this name; choose one of ${names}.`
        : 'No network is configured here; give keepalived instead.',
    );
    return;
  }
  const { vip, interface: nic, virtualRouterID } = request.keepalived ?? {};
  if (vip === undefined || nic === undefined || virtualRouterID === undefined) {
    problems.add(
      'network',
      names
        ? `Choose one of ${names}.`
        : 'No network is configured here; give keepalived.vip, keepalived.interface and keepalived.virtualRouterID.',
    );
  }
}

/** Checks what only a kamaji request has. */
export function checkKamajiFields(
  request: DpuClusterRequest,
  networks: readonly DpfNetwork[],
  problems: FieldProblems,
): void {
  checkNetworkChoice(request, networks, problems);
  const { keepalived = {} } = request;
  problems.check('keepalived.vip', keepalived.vip, vipProblem);
  problems.check(
    'keepalived.interface',
    keepalived.interface,
    interfaceProblem,
  );
  problems.check(
    'keepalived.virtualRouterID',
    keepalived.virtualRouterID,
    virtualRouterIdProblem,
  );
  problems.check(
    'keepalived.nodeSelector',
    keepalived.nodeSelector,
    labelsProblem,
  );
  refuseFields(request, KUBECONFIG_FIELDS, problems);
}
