import { NodesProblem } from '../Observation';
import { FindingRule } from '../Finding';

const REMEDIES: Record<NodesProblem['reason'], string> = {
  TooManyNodes:
    'Raise maxNodes of the DPUCluster, or remove Nodes from it. With its kubeconfig, this lists them: `kubectl get nodes`.',
  OutOfBounds:
    'Check the API server of the DPU cluster: it must honour limit and continue when it lists Nodes.',
  NotAnswered:
    'Check that the kubeconfig’s user may list Nodes, and look at the load of the API server. With that kubeconfig, run: `kubectl auth can-i list nodes`.',
};

/** The API server answers and its Nodes cannot be read, so the number of joined DPUs is unknown. */
export const nodesUnreadable: FindingRule = (cluster, world) => {
  const { health, nodesProblem } = world.observation(cluster) ?? {};
  // While the API fails its checks, that is the finding.
  if (health !== 'healthy' || !nodesProblem) {
    return undefined;
  }
  const { reason, message } = nodesProblem;
  return {
    code: 'NodesUnreadable',
    severity: 'warning',
    blocking: false,
    sentence: `${message} The number of joined DPUs is unknown; the API server itself is healthy.`,
    remedy: REMEDIES[reason],
    who: reason === 'TooManyNodes' ? 'owner' : 'platform',
    evidence: { reason },
  };
};
