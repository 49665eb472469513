import { checkData, readCertificates, readPrivateKey } from './pem';
import { FieldRules, IGNORED, checkFields, stringField } from './fields';
import {
  KubeconfigRules,
  ProblemList,
  SafeKubeconfig,
} from './KubeconfigInspection';
import { YamlMap } from './readDocument';

const NAMES_A_FILE = {
  reason: 'it names a file; give the data inline.',
  off: '',
} as const;
const RUNS_A_PROGRAM = { reason: 'it would run a program.' };
const IMPERSONATES = 'acting as somebody else is not supported.';
const PASSWORD = {
  reason: 'passwords are not supported.',
  off: '',
} as const;

const RULES: FieldRules = {
  allowed: [],
  texts: ['client-certificate-data', 'client-key-data', 'token'],
  ignored: { extensions: IGNORED.extensions },
  refused: {
    exec: RUNS_A_PROGRAM,
    'auth-provider': RUNS_A_PROGRAM,
    'client-certificate': NAMES_A_FILE,
    'client-key': NAMES_A_FILE,
    tokenFile: NAMES_A_FILE,
    as: { reason: IMPERSONATES, off: '' },
    'as-uid': { reason: IMPERSONATES, off: '' },
    'as-groups': { reason: IMPERSONATES },
    'as-user-extra': { reason: IMPERSONATES },
    username: PASSWORD,
    password: PASSWORD,
  },
};

const TOKEN = /^[\x21-\x7e]{1,8192}$/;

function checkToken(
  token: string,
  path: string,
  rules: KubeconfigRules,
  list: ProblemList,
): void {
  if (!rules.allowToken) {
    list.add(
      'TokenNotAllowed',
      'token is not accepted: DPF needs a client certificate and key.',
      `${path}.token`,
    );
  } else if (!TOKEN.test(token)) {
    list.add('TokenInvalid', 'token is not a bearer token.', `${path}.token`);
  }
}

type Credentials = Pick<
  SafeKubeconfig,
  'clientCertificateData' | 'clientKeyData' | 'token'
>;

/** Checks the user entry. Returns its usable parts. */
export function checkUser(
  user: YamlMap,
  path: string,
  rules: KubeconfigRules,
  list: ProblemList,
): Credentials {
  checkFields(user, RULES, path, list);

  const certificate = stringField(user, 'client-certificate-data');
  const key = stringField(user, 'client-key-data');
  const token = stringField(user, 'token');

  const clientCertificateData =
    certificate &&
    checkData({
      encoded: certificate,
      field: 'client-certificate-data',
      path,
      code: 'ClientCertificateInvalid',
      read: readCertificates,
      list,
    });
  const clientKeyData =
    key &&
    checkData({
      encoded: key,
      field: 'client-key-data',
      path,
      code: 'ClientKeyInvalid',
      read: readPrivateKey,
      list,
    });
  if (token) {
    checkToken(token, path, rules, list);
  }
  const half = Boolean(certificate) !== Boolean(key);
  if (half || (!certificate && !(token && rules.allowToken))) {
    list.add(
      'ClientCertificateMissing',
      `client-certificate-data and client-key-data are needed${
        half ? ' both' : ''
      }.`,
      path,
    );
  }
  return {
    ...(clientCertificateData && clientKeyData
      ? { clientCertificateData, clientKeyData }
      : {}),
    ...(token ? { token } : {}),
  };
}
