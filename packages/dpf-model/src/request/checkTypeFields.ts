import { DpuClusterRequest, FieldProblems } from './DpuClusterRequest';
import { DpfNetwork } from '../managementCluster/ManagementCluster';
import {
  interfaceProblem,
  kubeconfigUploadProblem,
  secretNameProblem,
  virtualRouterIdProblem,
} from './fields/requestFields';
import { labelsProblem } from './fields/labels';
import { vipProblem } from './fields/vip';

const ADDRESS = 'Only a kamaji cluster takes an address from here.';
const KUBECONFIG = 'Only a static cluster takes a kubeconfig.';
const CONSENT =
  'Only the owner of a static cluster has to allow credentials; leave it out.';

const REASONS = {
  network: ADDRESS,
  keepalived: ADDRESS,
  kubeconfigUpload: KUBECONFIG,
  kubeconfigSecret: KUBECONFIG,
  credentials: CONSENT,
};
type TypeField = keyof typeof REASONS;

export const ADDRESS_FIELDS: readonly TypeField[] = ['network', 'keepalived'];
export const KUBECONFIG_FIELDS: readonly TypeField[] = [
  'kubeconfigUpload',
  'kubeconfigSecret',
  'credentials',
];

/** Reports fields of other types, which would otherwise be ignored silently. */
export function refuseFields(
  request: { readonly [field in TypeField]?: unknown },
  fields: readonly TypeField[],
  problems: FieldProblems,
): void {
  for (const field of fields) {
    if (request[field] !== undefined) {
      problems.add(field, REASONS[field]);
    }
  }
}

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

/** Checks the fields of kamaji requests. */
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

/** Checks the fields of static requests. */
export function checkStaticFields(
  request: DpuClusterRequest,
  problems: FieldProblems,
): void {
  const { kubeconfigUpload, kubeconfigSecret } = request;
  if (kubeconfigUpload === undefined && kubeconfigSecret === undefined) {
    problems.add(
      'kubeconfigUpload',
      'Give an admin kubeconfig, or name a Secret that holds one.',
    );
  } else if (kubeconfigUpload !== undefined && kubeconfigSecret !== undefined) {
    problems.add(
      'kubeconfigSecret',
      'Give either a kubeconfig or the name of a Secret, not both.',
    );
  }
  problems.check('kubeconfigUpload', kubeconfigUpload, kubeconfigUploadProblem);
  problems.check('kubeconfigSecret', kubeconfigSecret, secretNameProblem);
  refuseFields(request, ADDRESS_FIELDS, problems);
}
