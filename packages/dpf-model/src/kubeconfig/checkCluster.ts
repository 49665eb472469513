import { checkOptionalData, readCertificates } from './pem';
import { FieldRules, IGNORED, checkFields, stringField } from './fields';
import { ProblemList } from './KubeconfigInspection';
import { WRITE_WHOLE } from './commands';
import { YamlMap } from './readDocument';
import { ServerAddress, checkServer } from './checkServer';

const RULES: FieldRules = {
  allowed: ['server', 'certificate-authority-data'],
  // Of clients before Kubernetes 1.6.
  texts: ['api-version'],
  ignored: {
    'disable-compression': IGNORED['disable-compression'],
    extensions: IGNORED.extensions,
  },
  refused: {
    'certificate-authority': {
      reason: `it names a file. The certificate itself is needed: ${WRITE_WHOLE}.`,
      off: '',
    },
    'insecure-skip-tls-verify': {
      reason:
        'the server must be verified. Give its CA: `kubectl config set-cluster NAME --insecure-skip-tls-verify=false --certificate-authority FILE --embed-certs`.',
      off: false,
    },
    'proxy-url': {
      reason:
        'the portal chooses the way to the cluster. Leave it out: `kubectl config set-cluster NAME --proxy-url=`.',
      off: '',
    },
    'tls-server-name': {
      reason: 'DPUs join without it, so the certificate must fit the server.',
      off: '',
    },
  },
};

/** Checks the cluster entry. Returns its usable parts. */
export function checkCluster(
  cluster: YamlMap,
  path: string,
  options: { list: ProblemList; reported: ReadonlySet<string> },
): { address?: ServerAddress; caData?: string } {
  const { list, reported } = options;
  checkFields(cluster, RULES, path, list);

  const checked = checkServer(stringField(cluster, 'server'));
  if ('reason' in checked) {
    list.add(
      'ServerInvalid',
      `${checked.reason} Set it: \`kubectl config set-cluster NAME --server https://HOST:6443\`.`,
      `${path}.server`,
    );
  }

  const field = 'certificate-authority-data';
  const encoded = stringField(cluster, field);
  if (!encoded) {
    list.add(
      'CertificateAuthorityMissing',
      `${field} is missing, so the server cannot be verified. Add it: \`kubectl config set-cluster NAME --certificate-authority FILE --embed-certs\`.`,
      path,
    );
  }
  return {
    address: 'address' in checked ? checked.address : undefined,
    caData: checkOptionalData(reported.has(field) ? undefined : encoded, {
      field,
      path,
      code: 'CertificateAuthorityInvalid',
      read: readCertificates,
      list,
    }),
  };
}
