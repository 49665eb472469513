import { ChildProcess, spawn } from 'node:child_process';
import { inPackage } from '../packageDirectory';

/**
 * A process that outlives this one by two seconds and ends the process groups that are left, even
 * after a `kill -9`.
 */
export class Reaper {
  readonly #child: ChildProcess;
  #closed = false;

  static start(): Reaper {
    return new Reaper(
      spawn(process.execPath, [inPackage('src/process/reaper.mjs')], {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      }),
    );
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    // Without the reaper the cluster still works and stops in order.
    child.on('error', () => {});
    child.stdin?.on('error', () => {});
    child.unref();
  }

  register(pid: number): void {
    this.#child.stdin?.write(`+${pid}\n`);
  }

  unregister(pid: number): void {
    this.#child.stdin?.write(`-${pid}\n`);
  }

  /** After this, no process may be started, because nothing would end it. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Closes the pipe, so that the reaper ends all registered groups now. */
  close(): void {
    this.#closed = true;
    this.#child.stdin?.end();
  }
}
