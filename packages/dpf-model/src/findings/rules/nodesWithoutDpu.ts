import { isKamaji } from '../clusterState';
import { isDns1123Subdomain } from '../../request/fields/requestFields';
import { count } from '../phrases';
import { FindingRule } from '../Finding';

/**
 * Nodes without a DPU. DPF deletes a Node together with its DPU, so in a cluster that DPF created they are left over or
 * were joined by hand. A registered cluster may have its own workers.
 */
export const nodesWithoutDpu: FindingRule = (cluster, world) => {
  const { nodesWithoutDpu: nodes, health } = world.observation(cluster) ?? {};
  if (!nodes?.count || health !== 'healthy' || !world.dpusOf(cluster)) {
    return undefined;
  }
  const { count: number, names } = nodes;
  const one = number === 1;
  const shown = names.slice(0, 2);
  const rest = number - shown.length;
  const named = shown.length
    ? `: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
    : '';
  // The names come from the DPU cluster, which may send any text.
  const first = names.find(isDns1123Subdomain) ?? 'NAME';
  return {
    code: 'NodesWithoutDpu',
    severity: isKamaji(cluster) ? 'warning' : 'info',
    blocking: false,
    sentence: `${count(number, 'Node')} of the DPU cluster ${
      one ? 'has' : 'have'
    } no DPU on the management cluster${named}. DPF does not manage ${
      one ? 'it' : 'them'
    }, and ${one ? 'it does' : 'they do'} not count as joined.`,
    remedy: `If the DPU was removed, delete its Node in the DPU cluster: \`kubectl delete node ${first}\`. If the Node is a DPU that is in use, check that a DPU of the same name exists and that its spec.cluster names this cluster.`,
    who: 'platform',
    evidence: { count: number, nodes: names },
  };
};
