import { DpuCluster } from '../../cluster/DpuCluster';
import { ownControlPlaneOf, isKamaji } from '../clusterState';
import { count, kubectlObject } from '../phrases';
import { DaemonSet } from '../../cluster/kubernetesObjects';
import { World } from '../World';
import { keepalivedName } from '../ownership';
import { FindingRule } from '../Finding';

/** keepalived's DaemonSet, where the VIP is the likely cause: the control plane has ready pods and cannot be reached. */
export function suspectKeepalived(
  cluster: DpuCluster,
  world: World,
): DaemonSet | undefined {
  const observation = world.observation(cluster);
  if (
    !isKamaji(cluster) ||
    observation?.health !== 'unhealthy' ||
    observation.reason !== 'Unreachable'
  ) {
    return undefined;
  }
  const deployment = ownControlPlaneOf(cluster, world)?.status
    ?.kubernetesResources?.deployment;
  if (deployment && !deployment.readyReplicas) {
    return undefined;
  }
  const { namespace = '', name } = cluster.metadata;
  return world.daemonSet(namespace, keepalivedName(name));
}

/** One command for the three causes: what it prints tells them apart. */
const NODE_PORTS =
  'Run: `kubectl -n kube-system get configmap kube-proxy -o yaml | grep -E "mode:|nodePortAddresses"`. If nodePortAddresses is set, add the range of the VIPs. If the mode is nftables, set nodePortAddresses to that range, because this mode serves only the own address of a node. If there is no such ConfigMap, a CNI replaces kube-proxy: configure it to serve NodePorts on the VIP.';

/** keepalived runs, but the API server does not answer at the VIP. */
export const addressNotAnswering: FindingRule = (cluster, world) => {
  const daemonSet = suspectKeepalived(cluster, world);
  if (!daemonSet) {
    return undefined;
  }
  const { numberReady = 0, desiredNumberScheduled = 0 } =
    daemonSet.status ?? {};
  const observation = world.observation(cluster);
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  const address = observation?.server?.replace(/^https:\/\//, '') ?? vip;
  const running = `keepalived runs on ${numberReady} of ${count(
    desiredNumberScheduled,
    'node',
  )}`;
  const up = numberReady > 0;
  const node = up ? observation?.answersAtNode : undefined;
  let sentence = `No node has VIP ${address}: ${running}.`;
  let remedy = `Look at DaemonSet ${
    daemonSet.metadata.name
  } and its pods: ${kubectlObject('describe', 'DaemonSet', {
    namespace: cluster.metadata.namespace,
    name: daemonSet.metadata.name,
  })}.`;
  if (node) {
    sentence = `The API server answers at ${node}, the address of a node, and not at VIP ${address}, although ${running}. NodePorts are not served on the VIP.`;
    remedy = NODE_PORTS;
  } else if (up) {
    sentence = `The API server does not answer at VIP ${address} from the portal, although ${running}.`;
    const { namespace } = cluster.metadata;
    remedy = `Check the interface on each node, VRRP multicast and the firewall. keepalived's log says which node has the VIP: \`kubectl -n ${namespace} logs daemonset/${daemonSet.metadata.name}\`.`;
  }
  return {
    code: 'AddressNotAnswering',
    severity: 'error',
    blocking: false,
    sentence,
    remedy,
    who: 'platform',
    since: observation?.since,
    evidence: {
      numberReady,
      desiredNumberScheduled,
      ...(node ? { node } : {}),
    },
  };
};
