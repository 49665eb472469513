import { stringify } from 'yaml';
import { Credentials } from './KeyPair';

export interface KubeconfigContent {
  /** Names the cluster, the context and, with `user`, the user. */
  clusterName: string;
  server: string;
  caCertificate: string;
  user: string;
  credentials: Credentials;
}

/** Renders a kubeconfig with one cluster and one user, everything inline. */
export function renderKubeconfig(content: KubeconfigContent): string {
  const { clusterName, server, caCertificate, user, credentials } = content;
  const context = `${user}@${clusterName}`;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    clusters: [
      {
        name: clusterName,
        cluster: {
          server,
          'certificate-authority-data': base64(caCertificate),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: clusterName, user } }],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': base64(credentials.certificate),
          'client-key-data': base64(credentials.key),
        },
      },
    ],
  });
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
