import { checkOptionalData, readCertificates, readPrivateKey } from './pem';
import { FieldRules, IGNORED, checkFields, stringField } from './fields';
import {
  KubeconfigRules,
  ProblemList,
  SafeKubeconfig,
} from './KubeconfigInspection';
import { EMBED_CERTIFICATE, ISSUE_CERTIFICATE, WRITE_WHOLE } from './commands';
import { YamlMap } from './readDocument';

const NAMES_A_FILE = {
  reason: `it names a file. Its content is needed: ${WRITE_WHOLE}.`,
  off: '',
} as const;
const RUNS_A_PROGRAM = {
  reason: `it would run a program. A client certificate is needed; kubeadm issues one: ${ISSUE_CERTIFICATE}.`,
};
const IMPERSONATES =
  'acting as somebody else is not supported. Give the credentials of that user.';

const TEXTS = [
  'client-certificate-data',
  'client-key-data',
  'token',
  'username',
  'password',
];

const RULES: FieldRules = {
  allowed: [],
  texts: TEXTS,
  ignored: { extensions: IGNORED.extensions },
  refused: {
    exec: RUNS_A_PROGRAM,
    'auth-provider': RUNS_A_PROGRAM,
    'client-certificate': NAMES_A_FILE,
    'client-key': NAMES_A_FILE,
    tokenFile: NAMES_A_FILE,
    as: { reason: IMPERSONATES, off: '' },
    'as-uid': { reason: IMPERSONATES, off: '' },
    'as-groups': { reason: IMPERSONATES, off: 'empty' },
    'as-user-extra': { reason: IMPERSONATES, off: 'empty' },
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
      `token is not accepted: DPF needs a client certificate and key. kubeadm issues them: ${ISSUE_CERTIFICATE}.`,
      `${path}.token`,
    );
  } else if (!TOKEN.test(token)) {
    list.add('TokenInvalid', 'token is not a bearer token.', `${path}.token`);
  }
}

function checkPassword(user: YamlMap, path: string, list: ProblemList): void {
  for (const field of ['username', 'password']) {
    if (stringField(user, field) !== undefined) {
      list.add(
        'FieldNotAllowed',
        `${field} is not accepted: passwords are not supported. A client certificate is needed; kubeadm issues one: ${ISSUE_CERTIFICATE}.`,
        `${path}.${field}`,
      );
    }
  }
}

/** Credentials beside a client certificate are not used: the certificate says who it is. */
function leaveOut(user: YamlMap, path: string, list: ProblemList): void {
  if (stringField(user, 'token') !== undefined) {
    list.warn(
      'TokenLeftOut',
      'token was left out: the client certificate is used instead, as DPF does.',
      `${path}.token`,
    );
  }
  if (['username', 'password'].some(field => stringField(user, field))) {
    list.warn(
      'PasswordLeftOut',
      'username and password were left out: the client certificate is used instead, as DPF does.',
      `${path}.password`,
    );
  }
}

type Credentials = Pick<
  SafeKubeconfig,
  'clientCertificateData' | 'clientKeyData' | 'token'
>;

/** Checks the user entry. Returns its usable parts: the client certificate and its key, or else the token. */
export function checkUser(
  user: YamlMap,
  path: string,
  options: {
    rules: KubeconfigRules;
    list: ProblemList;
    reported: ReadonlySet<string>;
  },
): Credentials {
  const { rules, list, reported } = options;
  checkFields(user, RULES, path, list);

  const certificate = stringField(user, 'client-certificate-data');
  const key = stringField(user, 'client-key-data');
  const token = stringField(user, 'token');
  const isWhole = certificate !== undefined && key !== undefined;

  const readable = (encoded: string | undefined, field: string) =>
    reported.has(field) ? undefined : encoded;
  const clientCertificateData = checkOptionalData(
    readable(certificate, 'client-certificate-data'),
    {
      field: 'client-certificate-data',
      path,
      code: 'ClientCertificateInvalid',
      read: readCertificates,
      list,
    },
  );
  const clientKeyData = checkOptionalData(readable(key, 'client-key-data'), {
    field: 'client-key-data',
    path,
    code: 'ClientKeyInvalid',
    read: readPrivateKey,
    list,
  });
  if (isWhole) {
    leaveOut(user, path, list);
  } else {
    checkPassword(user, path, list);
  }
  // A client that is written in Go sends the token of a Secret too, so it must be one.
  if (token && (!isWhole || rules.allowToken)) {
    checkToken(token, path, rules, list);
  }
  if (!isWhole && (certificate || key || !(token && rules.allowToken))) {
    const half = Boolean(certificate || key);
    list.add(
      'ClientCertificateMissing',
      `client-certificate-data and client-key-data are needed${
        half ? ' both' : ''
      }. Put them in: ${EMBED_CERTIFICATE}.`,
      path,
    );
  }
  return isWhole
    ? { clientCertificateData, clientKeyData }
    : { ...(token ? { token } : {}) };
}
