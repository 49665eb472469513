import { boundedText } from '../text/boundedText';
import { redact } from '../text/redact';

/** What Markdown or HTML would read as markup, a link or a mention. */
const MARKUP = /[\\`*_[\]<>|~#@]/g;

/** Text of an object or a server as one line of Markdown, as it is and without secrets. @public */
export function plain(text: string): string {
  return boundedText(redact(text)).replace(MARKUP, mark => `\\${mark}`);
}

/** A table; a cell without a value is a dash. */
export function table(
  head: readonly string[],
  rows: ReadonlyArray<ReadonlyArray<string | undefined>>,
): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map(row => line(row.map(cell => (cell ? plain(cell) : '—')))),
  ];
}

/** Commands to copy. */
export function code(...commands: readonly string[]): string[] {
  return ['```sh', ...commands, '```'];
}
