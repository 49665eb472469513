import http from 'node:http';
import { createInterface } from 'node:readline';

/** As many events are said again at most. */
const MOST_REPLAYED = 200;

/** A watch on its way through the proxy, line by line. */
export class WatchStream {
  readonly #response: http.ServerResponse;
  readonly #seen: string[] = [];

  /** Passes the answer on until either side ends it. */
  static pass(
    answer: http.IncomingMessage,
    response: http.ServerResponse,
  ): WatchStream {
    return new WatchStream(answer, response);
  }

  private constructor(
    answer: http.IncomingMessage,
    response: http.ServerResponse,
  ) {
    this.#response = response;
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    const lines = createInterface({ input: answer });
    lines.on('line', line => {
      this.#seen.push(line);
      this.#seen.splice(0, this.#seen.length - MOST_REPLAYED);
      this.#say(line);
    });
    // An answer that breaks off has ended, too.
    lines.on('error', () => {});
    lines.on('close', () => response.end());
  }

  /** Ends it in the middle of a line. */
  truncate(): void {
    this.#response.end('{"type":"MODIFIED","object":{"metad');
  }

  /** Says again what it has said last, the oldest first; answers how many events that is. */
  replay(): number {
    this.#seen.forEach(line => this.#say(line));
    return this.#seen.length;
  }
  /** Nothing comes after the end. */
  #say(line: string): void {
    if (!this.#response.writableEnded) {
      this.#response.write(`${line}\n`);
    }
  }
}
