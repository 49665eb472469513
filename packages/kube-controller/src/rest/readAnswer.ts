import { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

/** The body as text. Rejects, and drops the connection, when it is longer than `maxBytes`. */
export function readBody(
  response: IncomingMessage,
  maxBytes: number,
): Promise<string> {
  // By events: an async iterator costs several times as much for each answer.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', onData);
    response.on('end', onEnd);
    response.on('error', onError);
    response.on('close', onClose);

    function onData(chunk: Buffer) {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) {
        response.destroy(
          new Error(`The answer is longer than ${maxBytes} bytes`),
        );
      }
    }
    function onEnd() {
      removeListeners();
      resolve(Buffer.concat(chunks).toString('utf8'));
    }
    function onError(error: Error) {
      removeListeners();
      reject(error);
    }
    function onClose() {
      onError(new Error('The answer was cut off'));
    }
    /** A kept-alive connection keeps a reference to its first response, whose listeners must not keep the text. */
    function removeListeners() {
      response.off('data', onData);
      response.off('end', onEnd);
      response.off('error', onError);
      response.off('close', onClose);
      response.on('error', ignore);
    }
  });
}

/** Errors of the connection after the answer was read are not errors of this answer. */
function ignore(): void {}

/** Splits a byte stream into lines. A last line without a line break was cut off and is dropped. */
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
