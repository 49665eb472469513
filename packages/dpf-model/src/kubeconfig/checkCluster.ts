import { checkData, readCertificates } from './pem';
import { FieldRules, IGNORED, checkFields, stringField } from './fields';
import { ProblemList } from './KubeconfigInspection';
import { YamlMap } from './readDocument';
import { ServerAddress, checkServer } from './checkServer';

const RULES: FieldRules = {
  allowed: ['server', 'certificate-authority-data'],
  ignored: {
    'disable-compression': IGNORED['disable-compression'],
    extensions: IGNORED.extensions,
  },
  refused: {
    'certificate-authority': {
      reason: 'it names a file; give certificate-authority-data instead.',
      off: '',
    },
    'insecure-skip-tls-verify': {
      reason: 'the server must be verified.',
      off: false,
    },
    'proxy-url': {
      reason: 'the portal chooses the way to the cluster.',
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
  list: ProblemList,
): { address?: ServerAddress; caData?: string } {
  checkFields(cluster, RULES, path, list);

  const checked = checkServer(stringField(cluster, 'server'));
  if ('reason' in checked) {
    list.add('ServerInvalid', checked.reason, `${path}.server`);
  }

  const field = 'certificate-authority-data';
  const encoded = stringField(cluster, field);
  if (!encoded) {
    list.add(
      'CertificateAuthorityMissing',
      `${field} is missing, so the server cannot be verified.`,
      path,
    );
  }
  return {
    address: 'address' in checked ? checked.address : undefined,
    caData:
      encoded &&
      checkData({
        encoded,
        field,
        path,
        code: 'CertificateAuthorityInvalid',
        read: readCertificates,
        list,
      }),
  };
}
