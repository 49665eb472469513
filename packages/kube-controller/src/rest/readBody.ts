import { IncomingMessage } from 'node:http';

/** The body as text. Rejects, and drops the connection, when it is longer than `maxBytes`. */
export function readBody(
  response: IncomingMessage,
  maxBytes: number,
): Promise<string> {
  // By its events: an async iterator costs several times as much, for each answer.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) {
        response.destroy(
          new Error(`The answer is longer than ${maxBytes} bytes`),
        );
      }
    });
    response.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    response.once('error', reject);
    response.once('close', () => reject(new Error('The answer was cut off')));
  });
}
