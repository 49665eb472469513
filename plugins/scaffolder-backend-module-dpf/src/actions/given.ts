/** Forms leave an emptied field as an empty string or object: nothing was asked. */
function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === '') {
    return false;
  }
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Only the fields that were given. */
export function given<T extends object>(fields: T): T {
  const entries = Object.entries(fields).filter(([, value]) => isGiven(value));
  return Object.fromEntries(entries) as T;
}
