import type {
  FromReconcilers,
  ToReconcilers,
} from '@dpf-portal/dpf-controllers';
import { ReconcilerChild } from '../managementClusters/startReconcilerProcess';

/** A process of reconcilers that does what a test says. It ends when it is asked to, unless it `hangs`. */
export class FakeReconcilerChild implements ReconcilerChild {
  readonly received: ToReconcilers[] = [];
  isKilled = false;
  readonly #hangs: boolean;
  #message: (message: FromReconcilers) => void = () => {};
  #line: (line: string) => void = () => {};
  #end: (how: string) => void = () => {};

  constructor({ hangs = false } = {}) {
    this.#hangs = hangs;
  }

  send(message: ToReconcilers): void {
    // As data, as between processes.
    this.received.push(JSON.parse(JSON.stringify(message)));
    if (message.kind === 'stop' && !this.#hangs) {
      this.end('exit code 0');
    }
  }

  onMessage(listener: (message: FromReconcilers) => void): void {
    this.#message = listener;
  }

  onLine(listener: (line: string) => void): void {
    this.#line = listener;
  }

  onEnd(listener: (how: string) => void): void {
    this.#end = listener;
  }

  kill(): void {
    this.isKilled = true;
    this.end('SIGKILL');
  }

  /** Sends a message to the portal. */
  report(message: FromReconcilers): void {
    this.#message(message);
  }

  write(line: string): void {
    this.#line(line);
  }

  end(how: string): void {
    this.#end(how);
  }
}
