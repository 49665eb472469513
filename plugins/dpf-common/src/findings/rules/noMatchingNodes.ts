import { isKamaji, isStarting } from '../clusterState';
import { count, quoted } from '../phrases';
import { KubeNode } from '../World';
import { FindingRule } from './FindingRule';

function shortKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function spoken(value: string): string {
  return value === '' ? 'an empty value' : quoted(value);
}

/** What the nodes do have, for the first label that none has as asked. */
function explain(
  selector: Record<string, string>,
  nodes: readonly KubeNode[],
): { sentence: string; remedy: string } {
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
      sentence: `${sentence}, nor that label at all.`,
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

/** The node selector of keepalived selects nothing, so nothing carries the VIP. */
export const noMatchingNodes: FindingRule = (cluster, world) => {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  const nodes = world.nodes();
  if (!isKamaji(cluster) || !keepalived || !nodes) {
    return undefined;
  }
  const selector = keepalived.nodeSelector ?? {};
  const matches = nodes.some(node =>
    Object.entries(selector).every(
      ([key, value]) => node.metadata.labels?.[key] === value,
    ),
  );
  if (matches) {
    return undefined;
  }
  const said = nodes.length
    ? explain(selector, nodes)
    : {
        sentence: `${world.managementCluster} has no nodes that could carry the VIP.`,
        remedy: 'Add a node.',
      };
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
};
