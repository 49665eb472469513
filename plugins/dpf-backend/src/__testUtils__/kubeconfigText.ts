import {
  parseSafeKubeconfig,
  renderKubeconfig,
} from '@dpf-portal/backstage-plugin-dpf-common';

const pem = (label: string, body: string) =>
  Buffer.from(
    `-----BEGIN ${label}-----\n${Buffer.from(`\x30${body}`).toString(
      'base64',
    )}\n-----END ${label}-----\n`,
  ).toString('base64');

/** What must never be seen again: the key as it is in the kubeconfig. */
export const KEY_DATA = pem('RSA PRIVATE KEY', 'the secret bytes of a key');

/** An admin kubeconfig that keeps every rule. */
export function kubeconfigText(options: { server?: string } = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'blue',
    clusters: [
      {
        name: 'blue',
        cluster: {
          server: options.server ?? 'https://10.20.0.10:6443',
          'certificate-authority-data': pem('CERTIFICATE', 'authority'),
        },
      },
    ],
    users: [
      {
        name: 'admin',
        user: {
          'client-certificate-data': pem('CERTIFICATE', 'client'),
          'client-key-data': KEY_DATA,
        },
      },
    ],
    contexts: [{ name: 'blue', context: { cluster: 'blue', user: 'admin' } }],
  });
}

/** What the portal stores of it for a cluster, in base64. */
export function storedKubeconfig(
  clusterName: string,
  options: { server?: string } = {},
): string {
  const safe = parseSafeKubeconfig(kubeconfigText(options));
  return Buffer.from(renderKubeconfig(safe, { clusterName })).toString(
    'base64',
  );
}
