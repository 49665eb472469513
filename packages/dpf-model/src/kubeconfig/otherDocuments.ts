import { decodeBase64 } from './pem';
import { YamlMap } from './readDocument';

const NOT_A_KUBECONFIG = 'It is not a kubeconfig (kind Config, v1).';

/** Keys under which Secrets hold kubeconfigs. Other names are not repeated. */
const SECRET_KEYS = ['super-admin.conf', 'admin.conf', 'value', 'kubeconfig'];

const MOST_ENCODINGS = 3;

function secretSentence(data: unknown): string {
  const key =
    SECRET_KEYS.find(known => data instanceof Map && data.has(known)) ??
    'admin.conf';
  return `It is a Secret, and not the kubeconfig in it. Write that with: \`kubectl -n NAMESPACE get secret NAME -o go-template='{{index .data "${key}" | base64decode}}'\`.`;
}

function isSecret(value: unknown): value is YamlMap {
  return value instanceof Map && value.get('kind') === 'Secret';
}

/** What a document is that is a map and no kubeconfig; names nothing that is in it. */
export function describeOtherMap(document: YamlMap): string {
  const items: unknown = document.get('items');
  const [first] = Array.isArray(items) ? items : [];
  const secret = [document, first].find(isSecret);
  if (secret) {
    return secretSentence(secret.get('data') ?? secret.get('stringData'));
  }
  // The data of a Secret alone, as a jsonpath writes it.
  return SECRET_KEYS.some(key => typeof document.get(key) === 'string')
    ? secretSentence(document)
    : NOT_A_KUBECONFIG;
}

/** What a document is that is no map. */
export function describeOtherValue(value: unknown): string {
  let text = typeof value === 'string' ? value.replace(/\s/g, '') : '';
  for (let encodings = 1; encodings <= MOST_ENCODINGS; encodings++) {
    const decoded = decodeBase64(text)?.trim();
    if (decoded === undefined) {
      break;
    }
    if (/\b(apiVersion|clusters)\b/.test(decoded)) {
      return `It is a kubeconfig in base64${
        encodings > 1 ? `, encoded ${encodings} times` : ''
      }. Decode it: \`${'base64 -d FILE'}${' | base64 -d'.repeat(
        encodings - 1,
      )} > admin.kubeconfig\`.`;
    }
    text = decoded.replace(/\s/g, '');
  }
  return 'It is not a kubeconfig.';
}
