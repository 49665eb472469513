import { DpfPolicy } from '../../managementCluster/ManagementCluster';
import { namespaceProblem } from './requestFields';

/** The namespaces in which clusters may be made, the one of a request that names none first. @public */
export function requestNamespaces(
  policy: Pick<DpfPolicy, 'namespace' | 'namespaces'>,
): string[] {
  return [...new Set([policy.namespace, ...(policy.namespaces ?? [])])];
}

/**
 * Why a policy cannot offer this namespace; `undefined` when it can. A cluster creates a Service, a control plane and
 * Secrets of its name, which must not replace objects of Kubernetes itself.
 *
 * @public
 */
export function policyNamespaceProblem(name: string): string | undefined {
  const problem = namespaceProblem(name);
  if (problem) {
    return problem;
  }
  return name === 'default' || name.startsWith('kube-')
    ? `The namespace ${name} belongs to Kubernetes; no cluster is made there. Use another one.`
    : undefined;
}

/** Why no cluster may be asked for in this namespace; `undefined` when one may. @public */
export function requestNamespaceProblem(
  name: string,
  policy: Pick<DpfPolicy, 'namespace' | 'namespaces'>,
): string | undefined {
  const offered = requestNamespaces(policy);
  return (
    policyNamespaceProblem(name) ??
    (offered.includes(name)
      ? undefined
      : `Clusters are made in ${offered.join(', ')} here.`)
  );
}
