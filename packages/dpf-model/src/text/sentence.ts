const ENDS = /[.!?…]["'”’)]*$/;

/**
 * Ends the text with exactly one full stop or other mark. For text from a server, a finding or an error that is put
 * before another sentence, because it may or may not have its own full stop.
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
