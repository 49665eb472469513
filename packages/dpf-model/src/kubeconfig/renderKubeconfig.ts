import { stringify } from 'yaml';
import { SafeKubeconfig } from './KubeconfigInspection';

/**
 * Renders a kubeconfig with one cluster, one user and one context from its safe parts, so that nothing else of an
 * uploaded document is ever stored. Every value is quoted, so that all versions of YAML read the same.
 *
 * @public
 */
export function renderKubeconfig(
  kubeconfig: SafeKubeconfig,
  options: { clusterName: string },
): string {
  const { clusterName } = options;
  const user = `${clusterName}-admin`;
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: clusterName,
          cluster: {
            server: kubeconfig.server,
            'certificate-authority-data': kubeconfig.caData,
          },
        },
      ],
      users: [
        {
          name: user,
          user: {
            'client-certificate-data': kubeconfig.clientCertificateData,
            'client-key-data': kubeconfig.clientKeyData,
            token: kubeconfig.token,
          },
        },
      ],
      contexts: [
        {
          name: `${user}@${clusterName}`,
          context: { cluster: clusterName, user },
        },
      ],
      'current-context': `${user}@${clusterName}`,
    },
    {
      lineWidth: 0,
      defaultKeyType: 'PLAIN',
      defaultStringType: 'QUOTE_DOUBLE',
    },
  );
}
