import { ProblemList } from './KubeconfigInspection';
import { YamlMap } from './readDocument';

/** Why a field is refused. */
export interface Refusal {
  reason: string;
  /** Its value when it is switched off, for a client that is written in Go; `null` always is. */
  off?: '' | false;
}

/** What is done with the fields of one level of a kubeconfig. */
export interface FieldRules {
  /** Judged by a check of their own. */
  allowed: readonly string[];
  /** Texts that may be left out. */
  texts?: readonly string[];
  /** Deliberately left aside; each with what it must look like for other clients to read the kubeconfig at all. */
  ignored?: Record<string, (value: unknown) => boolean>;
  /** Refused unless switched off. */
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

const isText = (value: unknown) => typeof value === 'string';

/**
 * Applies the rules of one level. Everything unknown is refused: what we do not know, another program that reads this
 * kubeconfig might act on. A refused field that is switched off is let pass, as it has no effect.
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
    const isUnset = value === null;
    if (refusal) {
      if (!isUnset && value !== refusal.off) {
        list.add(
          'FieldNotAllowed',
          `${key} is not accepted: ${refusal.reason}`,
          at,
        );
      }
    } else if (isReadable) {
      if (!isUnset && !isReadable(value)) {
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

/** The one entry of a named list such as `clusters`, with its inner map; a problem when it is not exactly one. */
export function onlyEntry(
  document: YamlMap,
  options: { list: string; inner: string },
  list: ProblemList,
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
  const path = `${options.list}[0]`;
  checkFields(entry, { allowed: ['name', options.inner] }, path, list);
  return { name, value, path: `${path}.${options.inner}` };
}

const isBoolean = (value: unknown) => typeof value === 'boolean';

/** Go's clients refuse a list in which a name stands twice. */
function isExtensions(value: unknown): boolean {
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

/** Fields for people's own tools: they change nothing about where or as whom one connects, and none of them is kept. */
export const IGNORED = {
  extensions: isExtensions,
  preferences: isPreferences,
  'disable-compression': isBoolean,
} satisfies FieldRules['ignored'];
