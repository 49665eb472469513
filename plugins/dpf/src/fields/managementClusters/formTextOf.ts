/** The text in another field of the form; `undefined` where that is empty or has none. */
export function formTextOf(form: unknown, field: string): string | undefined {
  const value =
    typeof form === 'object' && form !== null
      ? Object.entries(form).find(([name]) => name === field)?.[1]
      : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
