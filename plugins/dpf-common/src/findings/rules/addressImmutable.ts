import { canonicalAddress, vipProblem } from '../../request/fields';
import { isKamaji, keyOf, ownControlPlaneOf } from '../clusterState';
import { Finding } from '../Finding';
import { FindingRule } from './FindingRule';

function isSame(a: string, b: string): boolean {
  return (canonicalAddress(a) ?? a) === (canonicalAddress(b) ?? b);
}

/**
 * The address of a running cluster was edited. Nobody follows: Kamaji applies such a change by halves, so this portal
 * refuses it, and DPF's own manager does not look at it.
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
      sentence: `A running cluster keeps its address: it stays ${address}${
        vip ? `, not ${vip}` : ''
      }.`,
      remedy: `Set the VIP back to ${address}, or make a new cluster.`,
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
    sentence: `Kamaji serves at ${endpoint}, though its control plane asks for ${asked}: it applies a change of address by halves.`,
    remedy: `Set networkProfile of TenantControlPlane ${keyOf(
      cluster,
    )} back to ${endpoint}.`,
    who: 'platform',
    evidence: { endpoint, asked },
  };
};
