import { KubeNode } from '../../cluster/kubernetesObjects';
import { World } from '../World';
import { DpuCluster } from '../../cluster/DpuCluster';
import { isKamaji, isStarting, ownKeepalivedOf } from '../clusterState';
import { Finding } from '../Finding';
import { count, quoted } from '../phrases';

/** Does a node have all labels of a node selector, with these very values? @public */
export function selectsNode(
  selector: Record<string, string>,
  node: KubeNode,
): boolean {
  return Object.entries(selector).every(
    ([key, value]) => node.metadata.labels?.[key] === value,
  );
}

interface Said {
  sentence: string;
  remedy: string;
}

function shortKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function spoken(value: string): string {
  return value === '' ? 'an empty value' : quoted(value);
}

/** The nodes' values of the first label that no node has as required. */
function explain(
  selector: Record<string, string>,
  nodes: readonly KubeNode[],
): Said {
  const wanted = Object.entries(selector);
  const absent = wanted.find(
    ([key, value]) =>
      !nodes.some(node => node.metadata.labels?.[key] === value),
  );
  if (!absent) {
    return {
      sentence: `No node has all ${wanted.length} labels of the node selector.`,
      remedy: 'Use fewer labels, or label the nodes.',
    };
  }
  const [key, value] = absent;
  const sentence = `No node has ${shortKey(key)}="${value}"`;
  const others = nodes
    .map(node => node.metadata.labels?.[key])
    .filter((other): other is string => other !== undefined);
  const [other] = others;
  if (other === undefined) {
    return {
      sentence: `${sentence}, and no node has that label with another value.`,
      remedy: 'Choose a label that the control-plane nodes have.',
    };
  }
  const same = others.filter(o => o === other).length;
  return {
    sentence: `${sentence}; ${count(same, 'node')} ${
      same === 1 ? 'has' : 'have'
    } it with ${spoken(other)}.`,
    remedy: `Use ${other === '' ? 'the empty value' : quoted(other)}.`,
  };
}

function lookAt(
  nodes: readonly KubeNode[],
  selector: Record<string, string>,
  { managementCluster }: Pick<World, 'managementCluster'>,
): Said | undefined {
  if (!nodes.length) {
    return {
      sentence: `${managementCluster} has no nodes that could carry the VIP.`,
      remedy: 'Add a node.',
    };
  }
  const matches = nodes.some(node => selectsNode(selector, node));
  return matches ? undefined : explain(selector, nodes);
}

const NOWHERE: Said = {
  sentence:
    'keepalived runs on no node: no control-plane node matches the node selector without a taint that keepalived does not tolerate.',
  remedy: 'Choose a label that the control-plane nodes have.',
};

/** The DaemonSet's own status: it also requires a control-plane node and tolerated taints. */
function isNowhere(
  cluster: DpuCluster,
  world: Pick<World, 'daemonSet'>,
): boolean {
  const daemonSet = ownKeepalivedOf(cluster, world);
  return (
    daemonSet?.status?.observedGeneration !== undefined &&
    daemonSet.status.observedGeneration === daemonSet.metadata.generation &&
    !daemonSet.status.desiredNumberScheduled
  );
}

/** No node matches keepalived's node selector, so no node has the VIP. @public */
export function noMatchingNodes(
  cluster: DpuCluster,
  world: Pick<World, 'managementCluster' | 'nodes' | 'daemonSet'>,
): Finding | undefined {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  const nodes = world.nodes();
  if (!isKamaji(cluster) || !keepalived) {
    return undefined;
  }
  const selector = keepalived.nodeSelector ?? {};
  const said = nodes ? lookAt(nodes, selector, world) : undefined;
  const without = said ?? (isNowhere(cluster, world) ? NOWHERE : undefined);
  if (!without) {
    return undefined;
  }
  return {
    code: 'NoMatchingNodes',
    severity: 'error',
    blocking: isStarting(cluster),
    ...without,
    who: 'platform',
    evidence: {
      nodeSelector: Object.entries(selector).map(([k, v]) => `${k}=${v}`),
    },
  };
}
