import { DpuCluster } from '../../cluster/DpuCluster';
import { canonicalAddress } from '../../request/fields/vip';
import { isKamaji, keyOf, ownControlPlaneOf } from '../clusterState';
import { InvalidField, unusableFieldOf } from '../endpoint';
import { Finding, FindingRule } from '../Finding';
import { editCluster, patchArgument, patchCluster, quoted } from '../phrases';
import { World } from '../World';

function isSame(a: string, b: string): boolean {
  return (canonicalAddress(a) ?? a) === (canonicalAddress(b) ?? b);
}

function editedVip(
  cluster: DpuCluster,
  world: World,
  address: string,
): Finding {
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  const isAddress = vip && canonicalAddress(vip);
  const value = isAddress ? vip : quoted(vip);
  return {
    code: 'AddressImmutable',
    severity: 'warning',
    blocking: false,
    sentence: `The VIP of a running cluster cannot change. It stays ${address}${
      vip ? `; ${value} is not used` : ''
    }.`,
    remedy: `Set the VIP back to ${address}: ${patchCluster(
      cluster,
      { spec: { clusterEndpoint: { keepalived: { vip: address } } } },
      world,
    )}. Or create a new cluster.`,
    who: 'owner',
    evidence: { address, ...(vip ? { vip } : {}) },
  };
}

function unusableEdit(
  cluster: DpuCluster,
  world: World,
  { field, noun, value, reason }: InvalidField,
): Finding {
  return {
    code: 'AddressImmutable',
    severity: 'warning',
    blocking: false,
    sentence: `The ${noun} ${quoted(
      value,
    )} is not valid. This portal does not apply it: a running cluster keeps its endpoint.`,
    remedy: `${reason} Correct it: ${editCluster(cluster, world)}.`,
    who: 'owner',
    evidence: { field },
  };
}

/**
 * The endpoint of a running cluster was edited in a way that cannot be followed. Kamaji does not finish an address change, so
 * this portal rejects it; DPF's own manager ignores it.
 *
 * @public
 */
export function editOfRunningEndpoint(
  cluster: DpuCluster,
  world: World,
): Finding | undefined {
  const address = ownControlPlaneOf(cluster, world)?.spec?.networkProfile
    ?.address;
  if (!isKamaji(cluster) || !address) {
    return undefined;
  }
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (!vip || !isSame(vip, address)) {
    return editedVip(cluster, world, address);
  }
  const unusable = unusableFieldOf(cluster, world);
  return unusable && unusableEdit(cluster, world, unusable);
}

/** The command that gives a TenantControlPlane the address and the port of this endpoint; empty where it names none. */
function setEndpoint({ metadata }: DpuCluster, endpoint: string): string {
  const [, bracketed, plain, port] =
    /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(endpoint) ?? [];
  const address = canonicalAddress(bracketed ?? plain ?? '');
  return address
    ? `: \`kubectl -n ${metadata.namespace} patch tenantcontrolplane ${
        metadata.name
      } --type=merge -p ${patchArgument({
        spec: { networkProfile: { address, port: Number(port) } },
      })}\``
    : '';
}

/** The address was edited in the TenantControlPlane. */
function editedControlPlane(
  cluster: DpuCluster,
  world: World,
): Finding | undefined {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const { address, port } = controlPlane?.spec?.networkProfile ?? {};
  const endpoint = controlPlane?.status?.controlPlaneEndpoint;
  if (!isKamaji(cluster) || !address || !port || !endpoint) {
    return undefined;
  }
  const asked = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  if (endpoint === asked) {
    return undefined;
  }
  return {
    code: 'AddressImmutable',
    severity: 'error',
    blocking: false,
    sentence: `TenantControlPlane asks for ${asked}, but Kamaji still serves ${endpoint}. Kamaji does not finish an address change.`,
    remedy: `Set networkProfile of TenantControlPlane ${keyOf(
      cluster,
    )} back to ${endpoint}${setEndpoint(cluster, endpoint)}.`,
    who: 'platform',
    evidence: { endpoint, asked },
  };
}

/** The address of a running cluster was edited, in the DPUCluster or in its TenantControlPlane. */
export const addressImmutable: FindingRule = (cluster, world) =>
  editOfRunningEndpoint(cluster, world) ?? editedControlPlane(cluster, world);
