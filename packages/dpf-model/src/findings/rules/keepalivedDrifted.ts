import { DpuCluster, KeepalivedSpec } from '../../cluster/DpuCluster';
import { nudge } from '../actors';
import { isKamaji, ownControlPlaneOf, ownKeepalivedOf } from '../clusterState';
import { kubectlObject, quoted } from '../phrases';
import { keepalivedFormOf } from '../keepalivedForm';
import { readVendorKeepalived } from '../readVendorKeepalived';
import { DaemonSet } from '../../cluster/kubernetesObjects';
import { World } from '../World';
import { FindingRule } from '../Finding';

interface Difference {
  noun: string;
  runs: string;
  asked: string;
}

function selectorText(selector: Record<string, string> = {}): string {
  return Object.keys(selector)
    .sort()
    .map(key => `${key}=${selector[key]}`)
    .join(',');
}

function differenceOf(
  daemonSet: DaemonSet,
  cluster: DpuCluster,
  keepalived: KeepalivedSpec,
  world: World,
): Difference | undefined {
  const { address, port } =
    ownControlPlaneOf(cluster, world)?.spec?.networkProfile ?? {};
  const seen = readVendorKeepalived(daemonSet);
  const compared: Array<[string, string | undefined, string | undefined]> = [
    ['interface', seen?.interface, keepalived.interface],
    [
      'virtual router id',
      seen?.virtualRouterID,
      String(keepalived.virtualRouterID),
    ],
    // The control plane's address counts; AddressImmutable reports an edit of the cluster's.
    ['address', seen?.vip, address],
    ['port', seen?.port, port ? String(port) : undefined],
    [
      'node selector',
      selectorText(daemonSet.spec?.template?.spec?.nodeSelector),
      selectorText(keepalived.nodeSelector),
    ],
  ];
  const found = compared.find(
    ([, runs, asked]) =>
      runs !== undefined && asked !== undefined && runs !== asked,
  );
  if (!found) {
    return undefined;
  }
  const [noun, runs = '', asked = ''] = found;
  return { noun, runs, asked };
}

/** keepalived's configuration differs from the cluster's spec. DPF's own manager neither follows an edit nor repairs one. */
export const keepalivedDrifted: FindingRule = (cluster, world) => {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  const daemonSet = ownKeepalivedOf(cluster, world);
  if (
    !isKamaji(cluster) ||
    !keepalived ||
    !daemonSet?.spec ||
    keepalivedFormOf(cluster, daemonSet) === 'unknown'
  ) {
    return undefined;
  }
  const difference = differenceOf(daemonSet, cluster, keepalived, world);
  if (!difference) {
    return undefined;
  }
  const { noun, runs, asked } = difference;
  const { name } = daemonSet.metadata;
  return {
    code: 'ChildDrifted',
    severity: 'warning',
    blocking: false,
    sentence: `keepalived runs with ${noun} ${quoted(runs)}, not with ${quoted(
      asked,
    )}.`,
    remedy: `Set it back, or delete the DaemonSet: ${kubectlObject(
      'delete',
      'DaemonSet',
      { namespace: cluster.metadata.namespace, name },
    )}. ${nudge('kamaji', cluster, world)}`,
    who: 'platform',
    evidence: { child: `DaemonSet/${name}`, runs, asked },
  };
};
