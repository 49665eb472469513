import fs from 'node:fs';

/** The last lines of a text file; empty when it cannot be read. */
export function tailOfFile(file: string, lines: number): string {
  try {
    return fs
      .readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .join('\n');
  } catch {
    return '';
  }
}
