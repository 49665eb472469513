import { DpuCluster, groupOf } from '../cluster/DpuCluster';
import type { World } from './World';

/** `25 s`, `4 min`, `3 h`, `5 days`: rounded for a reader. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) {
    return `${minutes} min`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** Restarts DPF's provisioning controller, which reads each kubeconfig once. */
export const RESTART_PROVISIONING =
  '`kubectl -n dpf-operator-system rollout restart deployment dpf-provisioning-controller-manager`.';

/** The replicas of a control plane that DPF's manager and this portal request. @public */
export const CONTROL_PLANE_REPLICAS = 3;

export function scaleUp(cluster: DpuCluster): string {
  const { namespace, name } = cluster.metadata;
  return `Set the replicas of TenantControlPlane ${name} to ${CONTROL_PLANE_REPLICAS}: \`kubectl -n ${namespace} patch tenantcontrolplane ${name} --type=merge -p '{"spec":{"controlPlane":{"deployment":{"replicas":${CONTROL_PLANE_REPLICAS}}}}}'\`.`;
}

/**
 * The arguments of a kubectl command about a DPUCluster. Where both API groups are served, kubectl would take the short
 * name of the resource for the wrong one.
 */
export function kubectlArgs(
  cluster: DpuCluster,
  { capabilities }: Pick<World, 'capabilities'>,
  verb: string,
): string {
  const { namespace, name } = cluster.metadata;
  const resource =
    capabilities.apis.length > 1
      ? `dpuclusters.${groupOf(cluster)}`
      : 'dpucluster';
  return `-n ${namespace} ${verb} ${resource} ${name}`;
}

/** The command that asks for a version, where the API has it in the spec. `version` is one that was read as a version. */
export function askForVersion(
  cluster: DpuCluster,
  world: Pick<World, 'capabilities'>,
  version: string,
): string {
  return `\`kubectl ${kubectlArgs(
    cluster,
    world,
    'patch',
  )} --type=merge -p '{"spec":{"version":"${version}"}}'\``;
}

export const REPLACE_KUBECONFIG = 'Replace the kubeconfig.';

/** Of a control plane that Kamaji made. */
export function rewriteKubeconfig({ metadata, spec }: DpuCluster): string {
  const { namespace, name } = metadata;
  const secret = spec.kubeconfig ?? `${name}-admin-kubeconfig`;
  return `Let Kamaji write the kubeconfig again: \`kubectl -n ${namespace} delete secret ${secret}\`.`;
}

/** `1 DPU`, `4 DPUs`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

const MAX_VALUE = 40;

/** A value somebody wrote into an object, in quotes, on one line and not too long. */
export function quoted(value: unknown): string {
  const text = String(value).replace(/\s+/g, ' ');
  return `“${text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text}”`;
}

/** `a, b and 2 more`. */
export function someOf(names: readonly string[], most = 2): string {
  const shown = names.slice(0, most).join(', ');
  const rest = names.length - most;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
