import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';

/** The values of the annotation by which the owner of a registered cluster lets the portal make credentials there. @public */
export const CREDENTIALS_CONSENTS = ['refused', 'allowed'] as const;

/**
 * Why the portal makes no credentials in this cluster; `undefined` when it may. A control plane that Kamaji made belongs
 * to the portal's site. A registered cluster belongs to somebody who must have allowed it.
 *
 * @public
 */
export function credentialsConsentProblem(
  { metadata, spec }: DpuCluster,
  options: {
    /** Who made the admin kubeconfig, where it is known. */
    kubeconfigBy?: 'kamaji' | 'user';
  } = {},
): { sentence: string; remedy: string } | undefined {
  const isRegistered =
    spec.type === 'static' ||
    (spec.type === 'kamaji' && options.kubeconfigBy === 'user');
  const { credentials } = DPF_ANNOTATIONS;
  if (!isRegistered || metadata.annotations?.[credentials] === 'allowed') {
    return undefined;
  }
  const { namespace, name } = metadata;
  return {
    sentence: `${namespace}/${name} was registered with a kubeconfig of its owner, who has not allowed the portal to make credentials in it.`,
    remedy: `Its owner allows it with the action dpf:dpu-cluster:update and credentials: allowed, or run: \`kubectl annotate dpucluster -n ${namespace} ${name} --overwrite ${credentials}=allowed\`.`,
  };
}
