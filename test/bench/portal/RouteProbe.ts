import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const PAUSE_MS = 20;

/** Milliseconds of each answer, by the name of the route. */
export type Taken = Record<string, number[]>;

/** Asks a portal for some routes from a process of its own, until it is ended. */
export class RouteProbe {
  readonly #child: ChildProcess;
  readonly #failed: Promise<never>;

  static start(options: {
    baseUrl: string;
    token: string;
    /** Paths by name. */
    routes: Record<string, string>;
  }): RouteProbe {
    const child = fork(require.resolve('./askRoutes.js'), { execArgv: [] });
    child.send({ begin: { ...options, pauseMs: PAUSE_MS } });
    return new RouteProbe(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#failed = once(child, 'exit').then(() => {
      throw new Error('The process that asks for the routes has ended.');
    });
    this.#failed.catch(() => {});
  }

  /** @returns how long each answer took. */
  async end(): Promise<Taken> {
    const reported = once(this.#child, 'message');
    this.#child.send('end');
    const [taken] = await Promise.race([reported, this.#failed]);
    this.#child.disconnect();
    return taken;
  }
}
