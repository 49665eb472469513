/** PEM of nothing: base64 that starts like DER, which is as far as the rules look. */
export function pem(label: string, body = 'not a real one'): string {
  return `-----BEGIN ${label}-----\n${btoa(
    `\x30${body}`,
  )}\n-----END ${label}-----\n`;
}

type Fields = Record<string, unknown>;

export const CA_DATA = btoa(pem('CERTIFICATE', 'authority'));
export const CERTIFICATE_DATA = btoa(pem('CERTIFICATE', 'client'));
export const KEY_DATA = btoa(pem('RSA PRIVATE KEY', 'SECRETBYTES'));

/** A kubeconfig object that keeps every rule; the options change one level each. */
export function kubeconfigObject(
  options: {
    top?: Fields;
    cluster?: Fields;
    user?: Fields;
    context?: Fields;
  } = {},
): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'blue',
        cluster: {
          server: 'https://10.0.0.10:6443',
          'certificate-authority-data': CA_DATA,
          ...options.cluster,
        },
      },
    ],
    users: [
      {
        name: 'admin',
        user: {
          'client-certificate-data': CERTIFICATE_DATA,
          'client-key-data': KEY_DATA,
          ...options.user,
        },
      },
    ],
    contexts: [
      {
        name: 'admin@blue',
        context: { cluster: 'blue', user: 'admin', ...options.context },
      },
    ],
    'current-context': 'admin@blue',
    ...options.top,
  };
}
