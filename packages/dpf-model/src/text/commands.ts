/** A part of a remedy: words, or a command to copy. @public */
export type RemedyPart = { text: string } | { command: string };

/** Text in backticks is a command where it has arguments; otherwise it is a name or a value. */
const COMMAND = /`([^`]*\S\s+\S[^`]*)`/;

/** A full stop or colon that only ended the command. */
const AFTER_COMMAND = /^[\s.]*/;

/**
 * Splits a remedy into words and the commands in it, in their order, so that a page can offer each command to copy.
 *
 * @public
 */
export function partsOfRemedy(remedy: string): RemedyPart[] {
  const found = COMMAND.exec(remedy);
  if (!found) {
    const text = remedy.trim();
    return text ? [{ text }] : [];
  }
  const before = remedy.slice(0, found.index).trim();
  const after = remedy.slice(found.index + found[0].length);
  return [
    ...(before ? [{ text: before }] : []),
    { command: found[1].trim() },
    ...partsOfRemedy(after.replace(AFTER_COMMAND, '')),
  ];
}
