import http from 'node:http';
import { createInterface } from 'node:readline';

/** Maximum number of repeated events. */
const MOST_REPLAYED = 200;

/** Forwards a watch through the proxy, line by line. */
export class WatchStream {
  readonly #response: http.ServerResponse;
  readonly #seen: string[] = [];
  /** What arrived since the watch is held. */
  #held: string[] | undefined;

  /** Forwards the response until either side ends it. */
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
      if (this.#held) {
        this.#held.push(line);
      } else {
        this.#say(line);
      }
    });
    // An aborted response has also ended.
    lines.on('error', () => {});
    lines.on('close', () => response.end());
  }

  /** Ends the watch in the middle of a line. */
  truncate(): void {
    this.#response.end('{"type":"MODIFIED","object":{"metad');
  }

  /** Passes nothing on until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    held.forEach(line => this.#say(line));
  }

  /** Repeats the last events, the oldest first. Returns their number. */
  replay(): number {
    this.#seen.forEach(line => this.#say(line));
    return this.#seen.length;
  }
  /** Sends nothing after the end. */
  #say(line: string): void {
    if (!this.#response.writableEnded) {
      this.#response.write(`${line}\n`);
    }
  }
}
