import { checkFields, stringField } from './fields';
import { ProblemList } from './KubeconfigInspection';
import { YamlMap } from './readDocument';

/** A named entry of `clusters`, `users` or `contexts`. */
export interface Entry {
  name: string;
  /** Its inner map; absent where it is something else. */
  value?: YamlMap;
  /** It has no inner value at all. */
  isEmpty: boolean;
  /** Of the inner map. */
  path: string;
  /** Checks the fields beside the inner map. */
  check(list: ProblemList): void;
}

const INNER = { clusters: 'cluster', users: 'user', contexts: 'context' };

/**
 * The entries of a list. `undefined` where a client that is written in Go reads no list: an entry has no name, or two have
 * the same.
 */
export function entriesOf(
  document: YamlMap,
  listName: keyof typeof INNER,
): Entry[] | undefined {
  const items = document.get(listName) ?? [];
  if (!Array.isArray(items)) {
    return undefined;
  }
  const inner = INNER[listName];
  const entries = items.flatMap((item: unknown, index): Entry[] => {
    const name = item instanceof Map ? stringField(item, 'name') : undefined;
    if (!(item instanceof Map) || name === undefined) {
      return [];
    }
    const path = `${listName}[${index}]`;
    const value: unknown = item.get(inner);
    return [
      {
        name,
        value: value instanceof Map ? value : undefined,
        isEmpty: value === undefined || value === null,
        path: `${path}.${inner}`,
        check: list =>
          checkFields(item, { allowed: ['name', inner] }, path, list),
      },
    ];
  });
  const names = new Set(entries.map(({ name }) => name));
  return entries.length === items.length && names.size === items.length
    ? entries
    : undefined;
}
