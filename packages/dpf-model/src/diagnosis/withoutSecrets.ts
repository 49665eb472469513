import type { KubeObject } from '@dpf-portal/kube-controller';
import { redact } from '../text/redact';

const REDACTED = '(redacted)';

/** kubectl repeats there the whole object as it was applied. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The name of a field, an environment variable or an annotation that holds a secret itself, not the name of one. */
const SECRET_NAME =
  /(password|passwd|passphrase|token|api[-_]?key|private[-_]?key|client[-_]?key|auth[-_]?pass)(-data)?$/i;

function clean(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    return SECRET_NAME.test(name) && value ? REDACTED : redact(value);
  }
  if (Array.isArray(value)) {
    return value.map(each => clean(each, name));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const own: unknown = Reflect.get(value, 'name');
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      // An environment variable has its name beside its value.
      clean(each, key === 'value' && typeof own === 'string' ? own : key),
    ]),
  );
}

/** Whether the object is a Secret's, whose content must not leave the management cluster. */
function withoutContent(object: KubeObject): object {
  const {
    data: _data,
    stringData: _stringData,
    ...rest
  } = object as KubeObject & { data?: unknown; stringData?: unknown };
  return rest;
}

/**
 * The object as a page may show it: without managed fields, without what was last applied, without the content of a Secret,
 * and without what looks like a secret.
 *
 * @public
 */
export function withoutSecrets(object: KubeObject): object {
  const shown = object.kind === 'Secret' ? withoutContent(object) : object;
  const { managedFields: _managedFields, ...metadata } =
    object.metadata as KubeObject['metadata'] & { managedFields?: unknown };
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([name]) => name !== LAST_APPLIED,
  );
  return Object(
    clean({
      ...shown,
      metadata: {
        ...metadata,
        ...(metadata.annotations && {
          annotations: Object.fromEntries(annotations),
        }),
      },
    }),
  );
}
