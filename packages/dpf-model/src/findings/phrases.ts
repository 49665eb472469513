import { DpuCluster, groupOf } from '../cluster/DpuCluster';
import { secretNameProblem } from '../request/fields/requestFields';
import { shellQuoted } from '../text/shellQuoted';
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
 * The arguments of a kubectl command about a DPUCluster. Where both API groups are served, or that is not known, kubectl
 * could take the short name of the resource for the wrong one.
 */
export function kubectlArgs(
  cluster: DpuCluster,
  world: Pick<World, 'capabilities'> | undefined,
  verb: string,
): string {
  const { namespace, name } = cluster.metadata;
  const resource =
    world && world.capabilities.apis.length <= 1
      ? 'dpucluster'
      : `dpuclusters.${groupOf(cluster)}`;
  return `-n ${namespace} ${verb} ${resource} ${name}`;
}

/** A patch as an argument. No value in it ends the quotes of the shell, or the backticks around the command. */
export function patchArgument(patch: unknown): string {
  return shellQuoted(JSON.stringify(patch).replaceAll('`', '\\u0060'));
}

/** A step and its command. What is foreseen of a request has no cluster yet on which the command could be run. */
export function stepOn(
  cluster: DpuCluster,
  step: string,
  command: string,
): string {
  return cluster.metadata.uid === undefined ? step : `${step}: ${command}`;
}

/** The command that sets these fields of a DPUCluster. */
export function patchCluster(
  cluster: DpuCluster,
  patch: object,
  world?: Pick<World, 'capabilities'>,
): string {
  return `\`kubectl ${kubectlArgs(
    cluster,
    world,
    'patch',
  )} --type=merge -p ${patchArgument(patch)}\``;
}

/** The command that opens a DPUCluster in an editor, for a value that only a person knows. */
export function editCluster(
  cluster: DpuCluster,
  world?: Pick<World, 'capabilities'>,
): string {
  return `\`kubectl ${kubectlArgs(cluster, world, 'edit')}\``;
}

/** A command about one object. `kind` is its kind or its resource. */
export function kubectlObject(
  verb: 'describe' | 'delete' | 'edit',
  kind: string,
  { namespace, name }: { namespace?: string; name: string },
): string {
  return `\`kubectl ${
    namespace ? `-n ${namespace} ` : ''
  }${verb} ${kind.toLowerCase()} ${name}\``;
}

/** The command that shows the pods of a control plane that Kamaji made, with their Events. */
export function describePods({ metadata }: DpuCluster): string {
  return `\`kubectl -n ${metadata.namespace} describe pods -l kamaji.clastix.io/name=${metadata.name}\``;
}

/** The command that shows whether Kamaji runs, wherever it is installed. */
export const SHOW_KAMAJI =
  '`kubectl get deployments -A -l app.kubernetes.io/name=kamaji`';

export const SHOW_DATA_STORES = '`kubectl get datastores.kamaji.clastix.io`';

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
  // The API server takes any text for a name in the spec.
  return secretNameProblem(secret)
    ? `Let Kamaji write the kubeconfig again: delete the Secret that spec.kubeconfig names.`
    : `Let Kamaji write the kubeconfig again: \`kubectl -n ${namespace} delete secret ${secret}\`.`;
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
