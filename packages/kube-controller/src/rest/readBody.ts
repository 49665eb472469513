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
      letGo();
      resolve(Buffer.concat(chunks).toString('utf8'));
    }
    function onError(error: Error) {
      letGo();
      reject(error);
    }
    function onClose() {
      onError(new Error('The answer was cut off'));
    }
    /** A kept-alive connection holds on to the first answer that came by it: its listeners must not hold the text. */
    function letGo() {
      response.off('data', onData);
      response.off('end', onEnd);
      response.off('error', onError);
      response.off('close', onClose);
      response.on('error', ignore);
    }
  });
}

/** What happens to a connection after the answer was read is not the answer's fault. */
function ignore(): void {}
