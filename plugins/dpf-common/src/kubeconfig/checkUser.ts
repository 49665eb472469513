import { decodeBase64 } from './decodeBase64';
import { FieldRules, checkFields, stringField } from './fields';
import {
  KubeconfigProblemCode,
  KubeconfigRules,
  SafeKubeconfig,
} from './KubeconfigInspection';
import { certificatesProblem, privateKeyProblem } from './pem';
import { ProblemList } from './ProblemList';
import { YamlMap } from './readDocument';

const NAMES_A_FILE = 'it names a file; give the data inline.';
const RUNS_A_PROGRAM = 'it would run a program.';
const IMPERSONATES = 'acting as somebody else is not supported.';
const PASSWORD = 'passwords are not supported.';

const RULES: FieldRules = {
  allowed: [
    'client-certificate-data',
    'client-key-data',
    'token',
    'extensions',
  ],
  refused: {
    exec: RUNS_A_PROGRAM,
    'auth-provider': RUNS_A_PROGRAM,
    'client-certificate': NAMES_A_FILE,
    'client-key': NAMES_A_FILE,
    tokenFile: NAMES_A_FILE,
    as: IMPERSONATES,
    'as-uid': IMPERSONATES,
    'as-groups': IMPERSONATES,
    'as-user-extra': IMPERSONATES,
    username: PASSWORD,
    password: PASSWORD,
  },
};

const TOKEN = /^[\x21-\x7e]{1,8192}$/;

function checkData(options: {
  encoded: string;
  field: string;
  path: string;
  code: KubeconfigProblemCode;
  check: (pem: string) => string | undefined;
  list: ProblemList;
}): void {
  const pem = decodeBase64(options.encoded);
  const problem = pem === undefined ? 'is not base64' : options.check(pem);
  if (problem) {
    options.list.add(
      options.code,
      `${options.field} ${problem}.`,
      `${options.path}.${options.field}`,
    );
  }
}

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

/** Checks the user entry. Answers what of it may be used. */
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

  if (certificate) {
    checkData({
      encoded: certificate,
      field: 'client-certificate-data',
      path,
      code: 'ClientCertificateInvalid',
      check: certificatesProblem,
      list,
    });
  }
  if (key) {
    checkData({
      encoded: key,
      field: 'client-key-data',
      path,
      code: 'ClientKeyInvalid',
      check: privateKeyProblem,
      list,
    });
  }
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
    ...(certificate && key
      ? {
          clientCertificateData: certificate.replace(/\s/g, ''),
          clientKeyData: key.replace(/\s/g, ''),
        }
      : {}),
    ...(token ? { token } : {}),
  };
}
