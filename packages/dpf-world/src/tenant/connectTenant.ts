import { DpuCluster, TenantControlPlane } from '@dpf-portal/dpf-model';
import { KubeClient } from '@dpf-portal/kube-controller';
import { kubeconfigSecretName } from '../managementCluster/indexes';
import { AddressFence } from './AddressFence';
import { KubeconfigSecrets } from './KubeconfigSecrets';
import { OpenTenant } from './OpenTenant';
import { TenantAccess } from './TenantAccess';
import { TenantHttpClient } from './TenantHttpClient';
import { TenantRequestError } from './tenantErrors';

/** A user can set any Secret as `spec.kubeconfig`, for type kamaji too. Only Kamaji's own Secret counts as Kamaji's. */
export function isKamajisSecret(
  secretName: string,
  cluster: DpuCluster,
  controlPlane: TenantControlPlane | undefined,
): boolean {
  return (
    cluster.spec.type === 'kamaji' &&
    controlPlane?.status?.kubeconfig?.admin?.secretName === secretName
  );
}

/**
 * Opens a connection of its own to the API of a DPU cluster, with its admin kubeconfig, over the configured route and
 * within the address fence. The Secret is read anew and is not kept. The caller closes the connection.
 *
 * @throws TenantRequestError when there is no usable kubeconfig, and errors of the client when the Secret cannot be
 * read.
 * @public
 */
export async function connectTenant(
  cluster: DpuCluster,
  options: {
    /** Reads the Secret. */
    client: KubeClient;
    /** The cluster's own control plane, where it has one. */
    controlPlane?: TenantControlPlane;
    access: TenantAccess;
    fence: AddressFence;
    /** For one request. */
    timeoutMs: number;
  },
): Promise<OpenTenant> {
  const { controlPlane, access, fence, timeoutMs } = options;
  const secretName = kubeconfigSecretName(cluster, controlPlane);
  if (!secretName) {
    throw new TenantRequestError(
      'KubeconfigUnusable',
      'The cluster has no kubeconfig yet.',
    );
  }
  const { state, credentials } = await new KubeconfigSecrets({
    client: options.client,
  }).read(cluster.metadata.namespace ?? '', secretName);
  if (!credentials) {
    throw new TenantRequestError(
      'KubeconfigUnusable',
      state.problem ?? 'The kubeconfig cannot be used.',
    );
  }
  const namedBy = isKamajisSecret(secretName, cluster, controlPlane)
    ? 'kamaji'
    : 'user';
  const client = new TenantHttpClient({
    credentials,
    access,
    fence,
    namedBy,
    timeoutMs,
  });
  const { server, host, port, ca } = credentials;
  return {
    client,
    server,
    host,
    port,
    ca,
    namedBy,
    close: () => client.close(),
  };
}
