import { FieldRules } from './fields';

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
