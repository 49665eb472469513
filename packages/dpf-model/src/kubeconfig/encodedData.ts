import { ProblemList } from './KubeconfigInspection';
import { stringField } from './fields';
import { decodeBase64 } from './pem';
import { WRITE_WHOLE } from './commands';
import { YamlMap } from './readDocument';

/** What `kubectl config view` writes in the place of a secret, and what people write when they share a kubeconfig. */
const PLACEHOLDER =
  /^(DATA\+OMITTED|\W*(redacted|omitted|hidden|removed)\W*|[<[({].{0,60}[>\])}]|\*{3,}|x{3,}|\.{3,}|…+)$/i;

const CLUSTER_FIELDS = ['certificate-authority-data'];
const USER_FIELDS = ['client-certificate-data', 'client-key-data'];

function isEncodedTwice(encoded: string): boolean {
  const once = decodeBase64(encoded);
  const twice = once === undefined ? undefined : decodeBase64(once.trim());
  return twice?.includes('-----BEGIN ') ?? false;
}

/**
 * Reports the fields of a cluster and its user that hold a placeholder, or base64 of base64, as one problem each. Returns
 * the reported fields: nothing else is to be said of them.
 */
export function checkEncoding(
  { cluster, user }: { cluster?: YamlMap; user?: YamlMap },
  list: ProblemList,
): ReadonlySet<string> {
  const values = [
    ...CLUSTER_FIELDS.map(field => [field, cluster] as const),
    ...USER_FIELDS.map(field => [field, user] as const),
  ].flatMap(([field, map]): Array<[string, string]> => {
    const value = map && stringField(map, field);
    return value === undefined ? [] : [[field, value]];
  });
  const fieldsWhere = (holds: (value: string) => boolean) =>
    values.filter(([, value]) => holds(value)).map(([field]) => field);
  const leftOut = fieldsWhere(value => PLACEHOLDER.test(value.trim()));
  if (leftOut.length) {
    list.add(
      'SecretsLeftOut',
      `The secrets were left out: ${enumerate(leftOut)} ${
        leftOut.length === 1 ? 'holds' : 'hold'
      } a placeholder. Write them with: ${WRITE_WHOLE}.`,
    );
  }
  const twice = fieldsWhere(isEncodedTwice);
  if (twice.length) {
    list.add(
      'EncodedTwice',
      `${enumerate(twice)} ${
        twice.length === 1 ? 'is' : 'are'
      } encoded in base64 twice. Decode the value once: \`printf %s VALUE | base64 -d\`.`,
    );
  }
  return new Set([...leftOut, ...twice]);
}

function enumerate(names: readonly string[]): string {
  const [last, ...others] = [...names].reverse();
  return others.length ? `${others.reverse().join(', ')} and ${last}` : last;
}
