import { canonicalAddress, vipProblem } from '../../request/fields';
import { isKamaji, keyOf, ownControlPlaneOf } from '../clusterState';
import { Finding } from '../Finding';
import { FindingRule } from './FindingRule';

function isSame(a: string, b: string): boolean {
  return (canonicalAddress(a) ?? a) === (canonicalAddress(b) ?? b);
}

/**
 * The address of a running cluster was edited. Kamaji does not finish an address change, so this portal rejects it; DPF's own
 * manager ignores it.
 */
export const addressImmutable: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const { address, port } = controlPlane?.spec?.networkProfile ?? {};
  if (!isKamaji(cluster) || !address) {
    return undefined;
  }
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (!vip || (!isSame(vip, address) && !vipProblem(vip))) {
    const finding: Finding = {
      code: 'AddressImmutable',
      severity: 'warning',
      blocking: false,
      sentence: `The VIP of a running cluster cannot change. It stays ${address}${
        vip ? `; ${vip} is not used` : ''
      }.`,
      remedy: `Set the VIP back to ${address}, or create a new cluster.`,
      who: 'owner',
      evidence: { address, ...(vip ? { vip } : {}) },
    };
    return finding;
  }
  const endpoint = controlPlane?.status?.controlPlaneEndpoint;
  const asked = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  if (!endpoint || !port || endpoint === asked) {
    return undefined;
  }
  return {
    code: 'AddressImmutable',
    severity: 'error',
    blocking: false,
    sentence: `TenantControlPlane asks for ${asked}, but Kamaji still serves ${endpoint}. Kamaji does not finish an address change.`,
    remedy: `Set networkProfile of TenantControlPlane ${keyOf(
      cluster,
    )} back to ${endpoint}.`,
    who: 'platform',
    evidence: { endpoint, asked },
  };
};
