/** Control characters, line breaks of any kind, halves of characters, and marks that reverse the direction of text. */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Text that came from a server, fit for one line of a log or a condition: at most `most` characters, and nothing in it
 * that would begin another line or steer a terminal.
 *
 * @public
 */
export function boundedText(text: string, most = 1000): string {
  const isCut = text.length > most;
  const kept = isCut ? text.slice(0, most - 1) : text;
  const plain = kept.replace(UNPRINTABLE, ' ');
  return isCut ? `${plain}…` : plain;
}
