import fs from 'node:fs';

const BEGIN = '<!-- results -->';
const END = '<!-- end of results -->';

/** Writes the results between the markers of a markdown file, or as whole file if it has no markers. */
export function writeResults(file: string, results: string): void {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  fs.writeFileSync(
    file,
    after === undefined
      ? results
      : `${before}${BEGIN}\n\n${results}\n${END}${after}`,
  );
}
