import { StringDecoder } from 'node:string_decoder';

/**
 * Splits a byte stream into lines. A last line without its line break is left out: it was cut off.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  maxLineBytes: number,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const parts = decoder.write(chunk).split('\n');
    parts[0] = rest + parts[0];
    rest = parts.pop() ?? '';
    for (const line of parts) {
      if (line.trim()) {
        yield line;
      }
    }
    if (rest.length > maxLineBytes) {
      throw new Error(`A line is longer than ${maxLineBytes} bytes`);
    }
  }
}
