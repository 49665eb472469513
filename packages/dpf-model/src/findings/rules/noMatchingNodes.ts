import { DaemonSet, KubeNode } from '../../cluster/kubernetesObjects';
import {
  CONTROL_PLANE_TOLERATIONS,
  Toleration,
} from '../../managementCluster/tolerations';
import {
  DAEMON_SET_TOLERATIONS,
  describeKeptOff,
  isControlPlaneNode,
  keptOffAll,
  nodesThat,
  remedyForTaint,
} from '../placement';
import { World } from '../World';
import { DpuCluster } from '../../cluster/DpuCluster';
import {
  isKamaji,
  isStarting,
  ownKeepalivedOf,
  runnerOf,
} from '../clusterState';
import { Finding } from '../Finding';
import { keepalivedName } from '../ownership';
import { count, patchCluster, quoted, stepOn } from '../phrases';

/** Does a node have all labels of a node selector, with these very values? @public */
export function selectsNode(
  selector: Record<string, string>,
  node: KubeNode,
): boolean {
  return Object.entries(selector).every(
    ([key, value]) => node.metadata.labels?.[key] === value,
  );
}

const SHOW_LABELS = '`kubectl get nodes --show-labels`';

const CHOOSE_LABEL = `Choose a label that the control-plane nodes have. To see theirs, run: ${SHOW_LABELS}.`;

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
  cluster: DpuCluster,
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
      remedy: `Use fewer labels, or label the nodes. To see theirs, run: ${SHOW_LABELS}.`,
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
      remedy: CHOOSE_LABEL,
    };
  }
  const same = others.filter(o => o === other).length;
  return {
    sentence: `${sentence}; ${count(same, 'node')} ${
      same === 1 ? 'has' : 'have'
    } it with ${spoken(other)}.`,
    remedy: `${stepOn(
      cluster,
      `Use ${other === '' ? 'the empty value' : quoted(other)}`,
      patchCluster(cluster, {
        spec: {
          clusterEndpoint: { keepalived: { nodeSelector: { [key]: other } } },
        },
      }),
    )}.`,
  };
}

function lookAt(
  cluster: DpuCluster,
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
  return matches ? undefined : explain(cluster, selector, nodes);
}

const NOWHERE: Said = {
  sentence:
    'keepalived runs on no node: no control-plane node matches the node selector without a taint that keepalived does not tolerate.',
  remedy: CHOOSE_LABEL,
};

/** The DaemonSet's own status: it also requires a control-plane node and tolerated taints. */
function isNowhere({ metadata, status }: DaemonSet): boolean {
  return (
    status?.observedGeneration !== undefined &&
    status.observedGeneration === metadata.generation &&
    !status.desiredNumberScheduled
  );
}

/** The tolerations of the DaemonSet, and those that a new one would get. */
function tolerationsOf(
  daemonSet: DaemonSet | undefined,
  world: Pick<World, 'controlPlaneSettings'>,
): Toleration[] {
  return [
    ...DAEMON_SET_TOLERATIONS,
    ...(daemonSet?.spec?.template?.spec?.tolerations ?? [
      ...CONTROL_PLANE_TOLERATIONS,
      ...(daemonSet ? [] : world.controlPlaneSettings.tolerations ?? []),
    ]),
  ];
}

/** Why keepalived runs on none of the nodes that have its labels. Before it exists this is foreseen. */
function nowhere(
  cluster: DpuCluster,
  world: WorldOfNodes,
  matching: readonly KubeNode[],
): Said | undefined {
  const daemonSet = ownKeepalivedOf(cluster, world);
  if (
    daemonSet ? !isNowhere(daemonSet) : !world.wasListed('daemonSets', cluster)
  ) {
    return undefined;
  }
  const { namespace, name } = cluster.metadata;
  const among = `keepalived runs on no node: ${nodesThat(
    matching.length,
    'match',
  )} the selector`;
  const usable = matching.filter(isControlPlaneNode);
  if (daemonSet && matching.length && !usable.length) {
    return {
      sentence: `${among}, and none of them is a control-plane node.`,
      remedy: CHOOSE_LABEL,
    };
  }
  const kept = keptOffAll(usable, tolerationsOf(daemonSet, world));
  if (kept) {
    return {
      sentence: `${among}, ${describeKeptOff(kept, 'it')}.`,
      remedy: remedyForTaint(
        kept,
        runnerOf('kamaji', world) === 'portal',
        daemonSet
          ? `then delete the DaemonSet, which this portal creates again: \`kubectl -n ${namespace} delete daemonset ${keepalivedName(
              name,
            )}\`.`
          : 'so that keepalived is created with it.',
      ),
    };
  }
  return daemonSet && NOWHERE;
}

/** The parts of World that say where keepalived runs. @public */
export type WorldOfNodes = Pick<
  World,
  | 'managementCluster'
  | 'nodes'
  | 'daemonSet'
  | 'roles'
  | 'controlPlaneSettings'
  | 'wasListed'
>;

/** keepalived runs on no node, so no node has the VIP: none matches its selector, or taints keep it off. @public */
export function noMatchingNodes(
  cluster: DpuCluster,
  world: WorldOfNodes,
): Finding | undefined {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  if (!isKamaji(cluster) || !keepalived) {
    return undefined;
  }
  const nodes = world.nodes();
  const selector = keepalived.nodeSelector ?? {};
  const said =
    (nodes && lookAt(cluster, nodes, selector, world)) ??
    nowhere(
      cluster,
      world,
      (nodes ?? []).filter(node => selectsNode(selector, node)),
    );
  if (!said) {
    return undefined;
  }
  return {
    code: 'NoMatchingNodes',
    severity: 'error',
    blocking: isStarting(cluster),
    ...said,
    who: 'platform',
    evidence: {
      nodeSelector: Object.entries(selector).map(([k, v]) => `${k}=${v}`),
    },
  };
}
