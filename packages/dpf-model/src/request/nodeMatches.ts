import { DPU_CLUSTER_GROUPS, DpuCluster } from '../cluster/DpuCluster';
import { isControlPlaneNode } from '../findings/placement';
import { count, someOf } from '../findings/phrases';
import {
  WorldOfNodes,
  noMatchingNodes,
  selectsNode,
} from '../findings/rules/noMatchingNodes';

/** No answer lists more nodes. */
const MOST_NODES = 20;

/** Which nodes of a management cluster a node selector matches. @public */
export interface NodeMatches {
  /** How many nodes the management cluster has; absent where they may not be read, and then nothing else is known. */
  total?: number;
  /** How many of them match. */
  matching?: number;
  /** The names of the first that match. */
  nodes: string[];
  /** Why keepalived would run on none of them. */
  problem?: string;
  /** What to do about it. */
  remedy?: string;
  /** All of this in a sentence or two. */
  sentence: string;
}

const PROBE = 'new-cluster';

function candidateWith(nodeSelector: Record<string, string>): DpuCluster {
  return {
    apiVersion: `${DPU_CLUSTER_GROUPS.released}/v1alpha1`,
    kind: 'DPUCluster',
    metadata: { namespace: '', name: PROBE },
    spec: {
      type: 'kamaji',
      clusterEndpoint: {
        keepalived: {
          vip: '',
          virtualRouterID: 0,
          interface: '',
          nodeSelector,
        },
      },
    },
  };
}

/** Finds the nodes that a node selector matches, and says why keepalived would run on none. @public */
export function nodeMatches(
  selector: Record<string, string>,
  world: WorldOfNodes,
): NodeMatches {
  const all = world.nodes();
  if (!all) {
    return {
      nodes: [],
      sentence: `The portal may not read the nodes of ${world.managementCluster}, so it is unknown which ones match.`,
    };
  }
  const matching = all
    .filter(node => selectsNode(selector, node))
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name));
  const names = matching.map(({ metadata }) => metadata.name);
  const finding = noMatchingNodes(candidateWith(selector), world);
  const usable = matching.filter(isControlPlaneNode).length;
  const others = matching.length - usable;
  const facts = {
    total: all.length,
    matching: matching.length,
    nodes: names.slice(0, MOST_NODES),
  };
  if (finding) {
    const { sentence, remedy } = finding;
    return {
      ...facts,
      problem: sentence,
      remedy,
      sentence: `${sentence} ${remedy}`,
    };
  }
  return {
    ...facts,
    sentence: [
      `Matches ${matching.length} of ${count(all.length, 'node')}: ${someOf(
        names,
        3,
      )}.`,
      ...(others
        ? [
            `${usable === 0 ? 'None' : `Only ${usable}`} of them ${
              usable === 1
                ? 'is a control-plane node'
                : 'are control-plane nodes'
            }, and keepalived runs on no others.`,
          ]
        : []),
    ].join(' '),
  };
}
