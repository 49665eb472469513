import { ProblemList } from './ProblemList';
import { YamlMap } from './readDocument';

/** What is done with the fields of one level of a kubeconfig. */
export interface FieldRules {
  /** Read, or harmless and deliberately left aside. */
  allowed: readonly string[];
  /** Refused, each with the reason. */
  refused?: Record<string, string>;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || value === false
  );
}

/**
 * Applies the rules of one level. Everything unknown is refused: what we do not know, another program that reads this
 * kubeconfig might act on. A refused field without a value is let pass, as it has no effect.
 */
export function checkFields(
  map: YamlMap,
  rules: FieldRules,
  path: string,
  list: ProblemList,
): void {
  let unknown = 0;
  for (const [key, value] of map) {
    const refusal =
      typeof key === 'string' && Object.hasOwn(rules.refused ?? {}, key)
        ? rules.refused?.[key]
        : undefined;
    if (refusal) {
      if (!isEmpty(value)) {
        list.add(
          'FieldNotAllowed',
          `${key} is not accepted: ${refusal}`,
          path ? `${path}.${key}` : String(key),
        );
      }
    } else if (typeof key !== 'string' || !rules.allowed.includes(key)) {
      unknown += 1;
    }
  }
  if (unknown) {
    list.add(
      'UnknownField',
      `${unknown === 1 ? 'One field' : `${unknown} fields`} ${
        path ? `in ${path} ` : 'at the top '
      }${unknown === 1 ? 'is' : 'are'} not known here and so not accepted.`,
      path || undefined,
    );
  }
}

/** A non-empty string field, else `undefined`. */
export function stringField(map: YamlMap, key: string): string | undefined {
  const value = map.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The one entry of a named list such as `clusters`, with its inner map; a problem when it is not exactly one. */
export function onlyEntry(
  document: YamlMap,
  options: { list: string; inner: string },
): { name: string; value: YamlMap; path: string } | undefined {
  const entries = document.get(options.list);
  if (!Array.isArray(entries) || entries.length !== 1) {
    return undefined;
  }
  const [entry] = entries;
  const value = entry instanceof Map ? entry.get(options.inner) : undefined;
  if (!(entry instanceof Map) || !(value instanceof Map)) {
    return undefined;
  }
  const name = stringField(entry, 'name');
  if (name === undefined) {
    return undefined;
  }
  return { name, value, path: `${options.list}[0].${options.inner}` };
}
