import { DpfOperatorConfig, Dpu, KubeNode } from '@dpf-portal/dpf-model';

/** Whether two parts of trimmed objects have the same content. */
export function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether an update changes a field that is used here. DPF writes the status of a DPU often, mostly in other fields. */
export function dpuMatters(dpu: Dpu, old: Dpu): boolean {
  return !isEqual(dpuFacts(dpu), dpuFacts(old));
}

/** As `dpuMatters`, of a node. The kubelet writes its heartbeat every few seconds. */
export function nodeMatters(node: KubeNode, old: KubeNode): boolean {
  return !isEqual(nodeFacts(node), nodeFacts(old));
}

/** As `dpuMatters`, of DPF's own configuration. */
export function operatorConfigMatters(
  config: DpfOperatorConfig,
  old: DpfOperatorConfig,
): boolean {
  return !isEqual(configFacts(config), configFacts(old));
}

function dpuFacts({ metadata, spec, status }: Dpu) {
  const { uid, labels, deletionTimestamp } = metadata;
  return [uid, labels, deletionTimestamp, spec, status];
}

function nodeFacts(node: KubeNode) {
  return [node.metadata.labels, node.status];
}

/** The message of DPF's check before an upgrade changes often while it fails, and nothing is decided by it. */
function configFacts({ spec, status }: DpfOperatorConfig) {
  const validation = status?.conditions?.find(
    ({ type }) => type === 'PreUpgradeValidationReady',
  );
  return [spec, status?.version, status?.targetVersion, validation?.status];
}
