import { KubeNode, NodeSelectorTerm, PodSpec } from './workloads';

/** Whether a node matches the node selector and the required node affinity of a pod. Taints are ignored. */
export function matchesNode(pod: PodSpec, node: KubeNode): boolean {
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(pod.nodeSelector ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  const terms =
    pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms;
  return selected && (!terms || terms.some(term => matchesTerm(term, labels)));
}

function matchesTerm(
  term: NodeSelectorTerm,
  labels: Record<string, string>,
): boolean {
  const expressions = term.matchExpressions ?? [];
  return (
    expressions.length > 0 &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Gt':
          return Number(value) > Number(values[0]);
        case 'Lt':
          return Number(value) < Number(values[0]);
        default:
          return false;
      }
    })
  );
}
