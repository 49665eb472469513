import { KubeNode } from '../cluster/kubernetesObjects';
import {
  CONTROL_PLANE_NODE_LABELS,
  Taint,
  Toleration,
  describeTaint,
  untolerated,
} from '../managementCluster/tolerations';
import { count, someOf } from './phrases';

/** Kubernetes itself sets taints with this prefix, for what is wrong with a node. */
const OF_KUBERNETES = 'node.kubernetes.io/';
const CORDONED: Taint = {
  key: `${OF_KUBERNETES}unschedulable`,
  effect: 'NoSchedule',
};
const OF_NODES_NOT_READY = ['not-ready', 'unreachable'].map(
  name => `${OF_KUBERNETES}${name}`,
);
/** Kubernetes gives these to every pod of a DaemonSet. */
export const DAEMON_SET_TOLERATIONS: readonly Toleration[] = [
  'not-ready',
  'unreachable',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'unschedulable',
  'network-unavailable',
].map(name => ({ key: `${OF_KUBERNETES}${name}`, operator: 'Exists' }));

/** Whether control planes and keepalived may run on a node, if it has no taint. @public */
export function isControlPlaneNode({ metadata }: KubeNode): boolean {
  return CONTROL_PLANE_NODE_LABELS.some(
    key => metadata.labels?.[key] !== undefined,
  );
}

/** What keeps pods off all of some nodes. @public */
export interface KeptOff {
  /** The taint that most nodes have. */
  taint: Taint;
  /** How many nodes have it. */
  number: number;
  /** Their names. */
  nodes: string[];
}

/**
 * What keeps pods with these tolerations off all of the nodes; `undefined` where they may run on one, or there is no node.
 *
 * @public
 */
export function keptOffAll(
  nodes: readonly KubeNode[],
  tolerations: readonly Toleration[],
): KeptOff | undefined {
  const kept = new Map<string, KeptOff>();
  for (const { metadata, spec, status } of nodes) {
    const isReady = status?.conditions?.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    );
    const taints = [
      ...(spec?.taints ?? []).filter(
        // Kubernetes removes it soon after the node is Ready.
        ({ key }) => !(isReady && OF_NODES_NOT_READY.includes(key)),
      ),
      ...(spec?.unschedulable ? [CORDONED] : []),
    ];
    const blocking = new Map(
      untolerated(taints, tolerations).map(t => [describeTaint(t), t]),
    );
    if (!blocking.size) {
      return undefined;
    }
    for (const [text, taint] of blocking) {
      const known = kept.get(text) ?? { taint, number: 0, nodes: [] };
      known.number++;
      known.nodes.push(metadata.name);
      kept.set(text, known);
    }
  }
  return [...kept.values()].sort((a, b) => b.number - a.number)[0];
}

/**
 * `3 have taint T, which it does not tolerate`, with whom `they` or `it` means.
 *
 * @public
 */
export function describeKeptOff(
  { taint, number }: KeptOff,
  pronoun: 'it' | 'they',
): string {
  const does = pronoun === 'it' ? 'does' : 'do';
  return `${number} ${number === 1 ? 'has' : 'have'} taint ${describeTaint(
    taint,
  )}, which ${pronoun} ${does} not tolerate`;
}

/**
 * What lets pods run on the nodes again. `isOurs`: this portal creates the pods' owners, so that its setting counts.
 * `recreate` says how what exists gets a new toleration: the setting counts for new objects only.
 *
 * @public
 */
export function remedyForTaint(
  { taint, nodes }: KeptOff,
  isOurs: boolean,
  recreate: string,
): string {
  const [first] = nodes;
  if (taint.key === CORDONED.key) {
    return `Allow pods on the nodes again: \`kubectl uncordon ${nodes
      .slice(0, 3)
      .join(' ')}\`.`;
  }
  if (taint.key.startsWith(OF_KUBERNETES)) {
    return `Repair the nodes, such as ${someOf(
      nodes,
    )}. To see what is wrong, run: \`kubectl describe node ${first}\`.`;
  }
  const remove = `\`kubectl taint nodes ${nodes
    .slice(0, 3)
    .join(' ')} ${describeTaint(taint)}-\``;
  return isOurs
    ? `Add “${describeTaint(
        taint,
      )}” to the setting tolerations of the management cluster (dpf-controllers: --toleration), ${recreate} Or remove the taint: ${remove}.`
    : `Remove the taint: ${remove}. The tolerations are DPF's own.`;
}

/** `3 nodes`, `1 node matches`. */
export function nodesThat(number: number, verb: string): string {
  return `${count(number, 'node')} ${number === 1 ? `${verb}es` : verb}`;
}
