import { DpuCluster } from '../../cluster';
import { controlPlaneOf, isKamaji } from '../clusterState';
import { count } from '../phrases';
import { DaemonSet, World } from '../World';
import { FindingRule } from './FindingRule';

/** keepalived's DaemonSet, when the address itself is the suspect: it carries the VIP, but nothing is there. */
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
  const deployment = controlPlaneOf(cluster, world)?.status?.kubernetesResources
    ?.deployment;
  if (deployment && !deployment.readyReplicas) {
    return undefined;
  }
  const { namespace = '', name } = cluster.metadata;
  return world.daemonSet(namespace, `${name}-keepalived`);
}

/** keepalived carries the VIP, but nothing answers there. */
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
  return {
    code: 'AddressNotAnswering',
    severity: 'error',
    blocking: false,
    sentence: `${running}${
      up ? ' but' : ', so'
    } nothing answers at ${address}, asked from the portal.`,
    remedy: up
      ? 'Check the interface on each node, VRRP multicast and the firewall.'
      : `Look at the pods of DaemonSet ${daemonSet.metadata.name}.`,
    who: 'platform',
    since: observation?.since,
    evidence: { numberReady, desiredNumberScheduled },
  };
};
