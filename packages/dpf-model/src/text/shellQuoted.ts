/**
 * A value as one word of a shell command. Names from objects go into commands that people copy, and some characters mean
 * something to a shell.
 *
 * @public
 */
export function shellQuoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value)
    ? value
    : `'${value.replaceAll("'", `'\\''`)}'`;
}
