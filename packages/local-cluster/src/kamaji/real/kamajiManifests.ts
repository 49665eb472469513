import { KubeObject } from '@dpf-portal/kube-controller';
import { Credentials } from '../../pki/KeyPair';

export const KAMAJI_NAMESPACE = 'kamaji-system';
/** Kamaji's webhook server listens on this port of all addresses. The port is not configurable. */
export const WEBHOOK_PORT = 9443;

const RESOURCE = 'kamaji-clastix-io-v1alpha1-tenantcontrolplane';

type Manifest = KubeObject & { [field: string]: unknown };

/** Namespace and Secrets that a DataStore needs. */
export function dataStoreSecrets(
  authority: Credentials,
  root: Credentials,
): Manifest[] {
  return [
    secret('etcd-certs', 'Opaque', {
      'ca.crt': authority.certificate,
      'ca.key': authority.key,
    }),
    secret('root-client-certs', 'kubernetes.io/tls', {
      'tls.crt': root.certificate,
      'tls.key': root.key,
    }),
  ];
}

export function kamajiNamespace(): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: KAMAJI_NAMESPACE },
  };
}

/** DataStore `default` with mutual TLS. */
export function etcdDataStore(port: number): Manifest {
  const inSecret = (name: string, keyPath: string) => ({
    secretReference: { name, namespace: KAMAJI_NAMESPACE, keyPath },
  });
  return {
    apiVersion: 'kamaji.clastix.io/v1alpha1',
    kind: 'DataStore',
    metadata: { name: 'default' },
    spec: {
      driver: 'etcd',
      endpoints: [`127.0.0.1:${port}`],
      tlsConfig: {
        certificateAuthority: {
          certificate: inSecret('etcd-certs', 'ca.crt'),
          privateKey: inSecret('etcd-certs', 'ca.key'),
        },
        clientCertificate: {
          certificate: inSecret('root-client-certs', 'tls.crt'),
          privateKey: inSecret('root-client-certs', 'tls.key'),
        },
      },
    },
  };
}

/** Kamaji's webhooks by URL, because there are no Services. */
export function webhookConfigurations(caCertificate: string): Manifest[] {
  return [
    webhooks('Mutating', 'mtenantcontrolplane.kb.io', 'mutate', caCertificate),
    webhooks(
      'Validating',
      'vtenantcontrolplane.kb.io',
      'validate',
      caCertificate,
    ),
  ];
}

function webhooks(
  kind: 'Mutating' | 'Validating',
  name: string,
  path: string,
  caCertificate: string,
): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: `kamaji-${kind.toLowerCase()}-webhook-configuration` },
    webhooks: [
      {
        name,
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Fail',
        sideEffects: 'None',
        clientConfig: {
          url: `https://127.0.0.1:${WEBHOOK_PORT}/${path}-${RESOURCE}`,
          caBundle: base64(caCertificate),
        },
        rules: [
          {
            apiGroups: ['kamaji.clastix.io'],
            apiVersions: ['v1alpha1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['tenantcontrolplanes'],
          },
        ],
      },
    ],
  };
}

function secret(
  name: string,
  type: string,
  texts: Record<string, string>,
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: KAMAJI_NAMESPACE },
    type,
    data: Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [key, base64(text)]),
    ),
  };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
