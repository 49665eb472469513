import { Entry, entriesOf } from './entries';
import { isBoolean, isExtensions, isText } from './fields';
import { ProblemList } from './KubeconfigInspection';
import { decodeBase64 } from './pem';
import { YamlMap } from './readDocument';
import { Selection } from './selectContext';

type Check = (value: unknown) => boolean;

const isData: Check = value =>
  typeof value === 'string' &&
  (value === '' || decodeBase64(value) !== undefined);

const isListOf = (check: Check): Check => {
  return value => Array.isArray(value) && value.every(check);
};

const isMapOf = (check: Check): Check => {
  return value => value instanceof Map && [...value.values()].every(check);
};

/** A map whose known fields have their types. Go leaves out the others. */
const hasTypes = (fields: Readonly<Record<string, Check>>): Check => {
  return value =>
    value instanceof Map &&
    Object.entries(fields).every(([field, check]) => {
      const found: unknown = value.get(field) ?? null;
      return found === null || check(found);
    });
};

const isCluster = hasTypes({
  server: isText,
  'tls-server-name': isText,
  'insecure-skip-tls-verify': isBoolean,
  'certificate-authority': isText,
  'certificate-authority-data': isData,
  'proxy-url': isText,
  'disable-compression': isBoolean,
  extensions: isExtensions,
});

const isUser = hasTypes({
  'client-certificate': isText,
  'client-certificate-data': isData,
  'client-key': isText,
  'client-key-data': isData,
  token: isText,
  tokenFile: isText,
  as: isText,
  'as-uid': isText,
  'as-groups': isListOf(isText),
  'as-user-extra': isMapOf(isListOf(isText)),
  username: isText,
  password: isText,
  'auth-provider': hasTypes({ name: isText, config: isMapOf(isText) }),
  exec: hasTypes({
    apiVersion: isText,
    command: isText,
    args: isListOf(isText),
    env: isListOf(hasTypes({ name: isText, value: isText })),
    installHint: isText,
    provideClusterInfo: isBoolean,
    interactiveMode: isText,
  }),
  extensions: isExtensions,
});

const isContext = hasTypes({
  cluster: isText,
  user: isText,
  namespace: isText,
  extensions: isExtensions,
});

/**
 * Checks the entries that the context does not use. Nothing in them is used, but a client that is written in Go reads all
 * or nothing: one value of another type, and it cannot load the kubeconfig.
 */
export function checkUnusedEntries(
  document: YamlMap,
  { cluster, user, context }: Selection,
  list: ProblemList,
): void {
  const check = (
    entries: readonly Entry[] | undefined,
    used: Entry | undefined,
    isReadable: Check,
  ) => {
    const unreadable = entries?.find(
      ({ path, value, isEmpty }) =>
        path !== used?.path && !isEmpty && !isReadable(value),
    );
    if (unreadable) {
      list.add(
        'FieldInvalid',
        'This entry has a value that Kubernetes clients cannot read, so they cannot load the kubeconfig. Leave the entry out.',
        unreadable.path,
      );
    }
  };
  check(entriesOf(document, 'clusters'), cluster, isCluster);
  check(entriesOf(document, 'users'), user, isUser);
  check(entriesOf(document, 'contexts'), context, isContext);
}
