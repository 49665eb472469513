import { IncomingMessage } from 'node:http';

/** The body as text. Rejects, and drops the connection, when it is longer than `maxBytes`. */
export async function readBody(
  response: IncomingMessage,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new Error(`The answer is longer than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  if (!response.complete) {
    throw new Error('The answer was cut off');
  }
  return Buffer.concat(chunks).toString('utf8');
}
