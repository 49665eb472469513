import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { Ground } from '../ground/Ground';
import { Recording } from './Replay';

/** The bare client in a process of its own, with the identity of the controllers. See runBareClient.ts. */
export class BareClient {
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #failed: Promise<never>;
  #isStopping = false;

  static start(ground: Ground, recording: Recording): BareClient {
    return new BareClient(
      ground.cluster.controllersKubeconfigFile,
      ground.writeFile('writes.json', JSON.stringify(recording)),
      ground.logFile('bare'),
    );
  }

  private constructor(
    kubeconfigFile: string,
    recordingFile: string,
    logFile: string,
  ) {
    this.#logFile = logFile;
    const log = fs.openSync(logFile, 'a');
    this.#child = spawn(
      process.execPath,
      [require.resolve('./bareClient.js'), kubeconfigFile, recordingFile],
      {
        env: { ...process.env, NODE_ENV: 'production' },
        stdio: ['ignore', log, log],
      },
    );
    fs.closeSync(log);
    this.#failed = this.#whenFailed();
    this.#failed.catch(() => {});
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves as the work does. @throws Error with the client's log if the client ends before. */
  async during<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#failed]);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#child.kill('SIGKILL');
    await this.#failed.catch(() => {});
  }

  async #whenFailed(): Promise<never> {
    await once(this.#child, 'exit');
    throw new Error(
      this.#isStopping
        ? 'The bare client was stopped.'
        : `The bare client has ended: ${fs.readFileSync(
            this.#logFile,
            'utf8',
          )}`,
    );
  }
}
