import type { Condition } from '@dpf-portal/kube-controller';

/** Names, hosts, and keys: as long as DNS allows. @public */
export const LONGEST_NAME = 253;

/** Control characters, line breaks of any kind, halves of characters, and marks that reverse the direction of text. */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Makes text from an object or a server safe to show: at most `most` characters on one line. The API server accepts
 * annotations of 256 KiB, and conditions of any controller.
 *
 * @public
 */
export function boundedText(text: string, most = 1000): string {
  const isCut = text.length > most;
  const kept = isCut ? text.slice(0, most - 1) : text;
  const plain = kept.replace(UNPRINTABLE, ' ');
  return isCut ? `${plain}…` : plain;
}

const MOST_CONDITIONS = 50;

/** Bounds conditions before they are shown, because any controller may write some, of any length. @public */
export function boundedConditions(
  conditions: readonly Condition[] = [],
): Condition[] {
  return conditions.slice(0, MOST_CONDITIONS).map(condition => ({
    ...condition,
    type: boundedText(condition.type, LONGEST_NAME),
    reason: boundedText(condition.reason ?? '', LONGEST_NAME),
    message: boundedText(condition.message ?? ''),
  }));
}
