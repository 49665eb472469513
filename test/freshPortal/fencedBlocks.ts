import fs from 'node:fs';

export interface FencedBlock {
  /** Text of the heading above it. */
  heading: string;
  language: string;
  text: string;
}

/** Returns the fenced blocks of a markdown file in order, without the indentation of lists. */
export function fencedBlocks(file: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let heading = '';
  let open: { indent: string; language: string; lines: string[] } | undefined;
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    const fence = /^(\s*)```(\w*)\s*$/.exec(line);
    if (open && fence) {
      const { language, lines } = open;
      blocks.push({ heading, language, text: `${lines.join('\n')}\n` });
      open = undefined;
    } else if (open) {
      const { indent, lines } = open;
      lines.push(line.startsWith(indent) ? line.slice(indent.length) : line);
    } else if (fence) {
      open = { indent: fence[1], language: fence[2], lines: [] };
    } else {
      heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
    }
  }
  return blocks;
}

/**
 * Returns the texts of the blocks in a language under a heading.
 *
 * @throws Error if their number is not the expected one.
 */
export function blocksUnder(
  file: string,
  where: { heading: string; language: string; count: number },
): string[] {
  const texts = fencedBlocks(file)
    .filter(
      ({ heading, language }) =>
        heading === where.heading && language === where.language,
    )
    .map(({ text }) => text);
  if (texts.length !== where.count) {
    throw new Error(
      `${file} has ${texts.length} blocks of ${where.language} under "${where.heading}", not ${where.count}. Change the steps of test/freshPortal with the document.`,
    );
  }
  return texts;
}
