import { decodeBase64 } from './decodeBase64';
import { FieldRules, checkFields, stringField } from './fields';
import { certificatesProblem } from './pem';
import { ProblemList } from './ProblemList';
import { YamlMap } from './readDocument';
import { ServerAddress, checkServer } from './checkServer';

const RULES: FieldRules = {
  // disable-compression and extensions change nothing about where or as whom one connects.
  allowed: [
    'server',
    'certificate-authority-data',
    'disable-compression',
    'extensions',
  ],
  refused: {
    'certificate-authority':
      'it names a file; give certificate-authority-data instead.',
    'insecure-skip-tls-verify': 'the server must be verified.',
    'proxy-url': 'the portal chooses the way to the cluster.',
    'tls-server-name':
      'DPUs join without it, so the certificate must fit the server.',
  },
};

/** Checks the cluster entry. Answers what of it may be used. */
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
  } else {
    const pem = decodeBase64(encoded);
    const problem =
      pem === undefined ? 'is not base64' : certificatesProblem(pem);
    if (problem) {
      list.add(
        'CertificateAuthorityInvalid',
        `${field} ${problem}.`,
        `${path}.${field}`,
      );
    }
  }
  return {
    address: 'address' in checked ? checked.address : undefined,
    caData: encoded?.replace(/\s/g, ''),
  };
}
