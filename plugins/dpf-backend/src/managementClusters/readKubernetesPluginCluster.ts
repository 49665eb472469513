import { Config } from '@backstage/config';
import { configProblem } from '../config/DpfConfig';

/** The configuration of one cluster of the Kubernetes plugin. */
export interface KubernetesPluginCluster {
  url: string;
  caData?: string;
  caFile?: string;
  token?: string;
}

/**
 * Finds a cluster of `kubernetes.clusterLocatorMethods` by name. Its token is beside the cluster or in `authMetadata`.
 * Providers that use a user's own sign-in cannot watch and are rejected.
 */
export function readKubernetesPluginCluster(
  rootConfig: Config,
  ref: string,
  path: string,
): KubernetesPluginCluster {
  const cluster = (
    rootConfig.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? []
  )
    .flatMap(method => method.getOptionalConfigArray('clusters') ?? [])
    .find(candidate => candidate.getOptionalString('name') === ref);
  if (!cluster) {
    throw configProblem(
      `${path}.kubernetesPluginRef`,
      `kubernetes.clusterLocatorMethods has no cluster "${ref}".`,
    );
  }
  const metadata = cluster.getOptional<Record<string, string>>('authMetadata');
  const provider =
    cluster.getOptionalString('authProvider') ??
    metadata?.['kubernetes.io/auth-provider'];
  const token =
    cluster.getOptionalString('serviceAccountToken') ??
    metadata?.serviceAccountToken;
  if (provider !== undefined && provider !== 'serviceAccount') {
    throw configProblem(
      `${path}.kubernetesPluginRef`,
      `"${ref}" signs in by ${provider}; only serviceAccount can be used here. Give serviceAccountToken or tokenFile.`,
    );
  }
  return {
    url: cluster.getString('url'),
    caData: cluster.getOptionalString('caData'),
    caFile: cluster.getOptionalString('caFile'),
    token,
  };
}
