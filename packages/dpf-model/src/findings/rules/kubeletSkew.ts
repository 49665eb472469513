import { groupOf } from '../../cluster/DpuCluster';
import { nextVersion } from '../../upgrade/decideRaise';
import {
  KUBELET_MOST_BEHIND,
  controlPlaneVersions,
  isBeingUpgraded,
  kubeletSkewOf,
  parseVersion,
} from '../../upgrade/versions';
import { isKamaji, ownControlPlaneOf, runnerOf } from '../clusterState';
import { DpuCluster } from '../../cluster/DpuCluster';
import { FindingRule } from '../Finding';
import { KubeletVersion } from '../Observation';
import { askForVersion, count, someOf } from '../phrases';
import { World } from '../World';

type Skew = 'newer' | 'older';

function remedyFor(
  cluster: DpuCluster,
  world: World,
  skew: Skew,
  { version }: KubeletVersion,
  server: string,
): string {
  const [major, minor] = parseVersion(server) ?? [];
  if (skew === 'older') {
    return `Give their DPUSet a BFB with a kubelet of v${major}.${
      Number(minor) - KUBELET_MOST_BEHIND
    } to v${major}.${minor}, and let it replace the DPUs, before the control plane is upgraded again. To see which BFB each has, run: \`kubectl get dpus.${groupOf(
      cluster,
    )} -A -o wide\`.`;
  }
  const next = nextVersion(server, version);
  const ownVersion = world.capabilities.apis.find(
    ({ group }) => group === groupOf(cluster),
  )?.specVersion;
  if (isKamaji(cluster) && ownVersion && next) {
    return `Upgrade the control plane one minor version at a time, first: ${askForVersion(
      cluster,
      world,
      next,
    )}.`;
  }
  return isKamaji(cluster) && runnerOf('kamaji', world) === 'portal'
    ? `Set kubernetesVersion of the management cluster (dpf-controllers: --kubernetes-version) to ${version}, or give the DPUs a BFB with an older kubelet.`
    : `Upgrade the API server to at least ${version}, or give the DPUs a BFB with an older kubelet.`;
}

/** Kubelets that Kubernetes does not support with this API server. */
export const kubeletSkew: FindingRule = (cluster, world) => {
  const { health, kubeletVersions, serverVersion } =
    world.observation(cluster) ?? {};
  const controlPlane = ownControlPlaneOf(cluster, world);
  const server = controlPlaneVersions(controlPlane).installed ?? serverVersion;
  if (
    health !== 'healthy' ||
    !kubeletVersions ||
    !server ||
    // A version in between is no problem to report.
    isBeingUpgraded(controlPlane)
  ) {
    return undefined;
  }
  const found = kubeletVersions.flatMap(kubelet => {
    const skew = kubeletSkewOf(kubelet.version, server);
    return skew ? [{ kubelet, skew }] : [];
  });
  const [first] = found;
  if (!first) {
    return undefined;
  }
  const { kubelet, skew } = first;
  const number = found.reduce((sum, f) => sum + f.kubelet.count, 0);
  const others =
    number > kubelet.count
      ? ` ${count(number - kubelet.count, 'other Node')} too.`
      : '';
  return {
    code: 'KubeletSkew',
    severity: 'warning',
    blocking: false,
    sentence: `Kubernetes does not support kubelet ${
      kubelet.version
    } with API server ${server}: it is ${
      skew === 'newer'
        ? 'newer'
        : `more than ${KUBELET_MOST_BEHIND} minor versions behind`
    }. ${count(kubelet.count, 'Node')} ${
      kubelet.count === 1 ? 'runs' : 'run'
    } it: ${someOf(kubelet.names, 2)}.${others}`,
    remedy: remedyFor(cluster, world, skew, kubelet, server),
    who: 'platform',
    evidence: {
      server,
      count: number,
      kubelets: found.map(f => f.kubelet.version),
    },
  };
};
