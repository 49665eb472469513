import { ProblemList } from './KubeconfigInspection';
import { YamlMap } from './readDocument';

/** Why a field is rejected. */
export interface Refusal {
  reason: string;
  /** Its value when it is off, for a client that is written in Go; `null` is always off. */
  off?: '' | false | 'empty';
}

/** The rules for the fields of one level of a kubeconfig. */
export interface FieldRules {
  /** Fields with their own check. */
  allowed: readonly string[];
  /** Optional texts. */
  texts?: readonly string[];
  /** Fields that are ignored on purpose, each with the form that other clients need to read the kubeconfig at all. */
  ignored?: Record<string, (value: unknown) => boolean>;
  /** Fields that are rejected unless they are off. */
  refused?: Record<string, Refusal>;
}

function own<T>(
  rules: Record<string, T> | undefined,
  key: unknown,
): T | undefined {
  return typeof key === 'string' && rules && Object.hasOwn(rules, key)
    ? rules[key]
    : undefined;
}

export const isText = (value: unknown) => typeof value === 'string';

function isOff(value: unknown, off: Refusal['off']): boolean {
  if (value === null) {
    return true;
  }
  return off === 'empty'
    ? (Array.isArray(value) && value.length === 0) ||
        (value instanceof Map && value.size === 0)
    : value === off;
}

/**
 * Applies the rules of one level. Every unknown field is rejected, because another program that reads this kubeconfig
 * might act on it. A rejected field that is off is accepted, because it has no effect.
 */
export function checkFields(
  map: YamlMap,
  rules: FieldRules,
  path: string,
  list: ProblemList,
): void {
  let unknown = 0;
  for (const [key, value] of map) {
    const at = path ? `${path}.${key}` : String(key);
    const refusal = own(rules.refused, key);
    const isReadable =
      typeof key === 'string' && rules.texts?.includes(key)
        ? isText
        : own(rules.ignored, key);
    if (refusal) {
      if (!isOff(value, refusal.off)) {
        list.add(
          'FieldNotAllowed',
          `${key} is not accepted: ${refusal.reason}`,
          at,
        );
      }
    } else if (isReadable) {
      if (value !== null && !isReadable(value)) {
        list.add(
          'FieldInvalid',
          `${key} has a value that Kubernetes clients cannot read.`,
          at,
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

export const isBoolean = (value: unknown) => typeof value === 'boolean';

/** Go's clients reject a list that has a name twice. */
export function isExtensions(value: unknown): boolean {
  const names = Array.isArray(value)
    ? value.map(one => one instanceof Map && one.get('name'))
    : [undefined];
  return (
    names.every(name => typeof name === 'string') &&
    new Set(names).size === names.length
  );
}

function isPreferences(value: unknown): boolean {
  return (
    value instanceof Map &&
    isBoolean(value.get('colors') ?? false) &&
    isExtensions(value.get('extensions') ?? [])
  );
}

/** Fields for local tools: they do not change the server or the identity, and none of them is stored. */
export const IGNORED = {
  extensions: isExtensions,
  preferences: isPreferences,
  'disable-compression': isBoolean,
} satisfies FieldRules['ignored'];
