const ENDS = /[.!?…]["'”’)]*$/;

/**
 * The text as a whole sentence: it ends with exactly one mark. For text from elsewhere (a server, a finding, an error) that
 * is put before another sentence, since nobody knows whether it brings its own full stop.
 *
 * @public
 */
export function sentence(text: string): string {
  const trimmed = text.trim().replace(/([^.])\.{2}$/, '$1.');
  return trimmed === '' || ENDS.test(trimmed)
    ? trimmed
    : `${trimmed.replace(/[\s,;:]+$/, '')}.`;
}

/**
 * The text without its last full stop, for use within a sentence, such as in brackets.
 *
 * @public
 */
export function withinSentence(text: string): string {
  return text.trim().replace(/([^.])\.+$/, '$1');
}
