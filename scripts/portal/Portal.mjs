import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Supervisor } from '../process/Supervisor.mjs';
import { portListener } from '../process/portListener.mjs';
import { UserError } from '../progress/UserError.mjs';
import { repositoryRoot } from '../repositoryRoot.mjs';
import { portalEnvironment } from './portalEnvironment.mjs';
import { startLocalCluster } from './startLocalCluster.mjs';
import { waitForHttp } from './waitForHttp.mjs';

const READY_TIMEOUT_MS = 5 * 60_000;

/** The whole portal as processes of this machine. */
export class Portal {
  #options;
  #progress;
  #supervisor;
  #settled = new AbortController();

  /**
   * @param {{options: object, progress: import('../progress/Progress.mjs').Progress, env: object}} context
   */
  constructor({ options, progress, env }) {
    this.#options = options;
    this.#progress = progress;
    this.#supervisor = new Supervisor({ env });
  }

  /** Refuses to start where somebody else listens, and says who. */
  static async assertPortsAreFree({ port, backendPort }) {
    for (const [number, option] of [
      [port, 'port'],
      [backendPort, 'backend-port'],
    ]) {
      const owner = await portListener(number);
      if (owner) {
        throw new UserError(
          `Port ${number} is taken by ${owner}.`,
          `End it, or choose another port: npm start -- --${option} N`,
        );
      }
    }
  }

  /** Starts everything and resolves, once it answers, with where to find it. */
  async start() {
    const { port, backendPort, stateDir, fresh } = this.#options;
    if (fresh) {
      rmSync(join(stateDir, 'backend'), { recursive: true, force: true });
    }
    return await this.#orFirstExit(async () => {
      const cluster = this.#startCluster();
      this.#startFrontEnd();
      const target = await cluster;
      this.#startBackEnd(target);
      await this.#allAnswer([
        [
          'back end',
          `http://127.0.0.1:${backendPort}/.backstage/health/v1/readiness`,
        ],
        ['front end', `http://127.0.0.1:${port}/`],
      ]);
      return {
        address: `http://localhost:${port}`,
        backend: `http://localhost:${backendPort}`,
        logs: join(stateDir, 'logs'),
        ...target,
      };
    });
  }

  /** Resolves when a process ends that nobody asked to end. */
  async unexpectedExit() {
    const { name, code, signal } = await this.#supervisor.firstUnexpectedExit;
    return `The ${name} ended with ${signal ?? `code ${code}`}.`;
  }

  async stop() {
    this.#settled.abort();
    await this.#supervisor.stop({
      onStep: name => this.#progress.line(`Stopping the ${name}`),
    });
  }

  kill() {
    this.#supervisor.kill();
  }

  async #startCluster() {
    const { kubeconfig, stateDir, fresh } = this.#options;
    if (kubeconfig) {
      return {
        existing: true,
        kubeconfig,
        portalKubeconfig: kubeconfig,
        controllersKubeconfig: '',
      };
    }
    const { ready } = startLocalCluster({
      supervisor: this.#supervisor,
      stateDir,
      fresh,
      progress: this.#progress,
    });
    return { existing: false, ...(await ready) };
  }

  #startFrontEnd() {
    this.#progress.line('Starting the front end');
    this.#startPortalProcess({
      name: 'front end',
      args: [
        join(repositoryRoot, 'node_modules/@backstage/cli/bin/backstage-cli'),
        'package',
        'start',
      ],
      folder: 'app',
      log: 'frontend.log',
      target: { portalKubeconfig: '', controllersKubeconfig: '' },
    });
  }

  // Not by `backstage-cli package start`: that one outlives a back end that
  // was killed, and restarts it whenever a source file is touched.
  #startBackEnd(target) {
    this.#progress.line('Starting the back end');
    this.#startPortalProcess({
      name: 'back end',
      args: [
        '--enable-source-maps',
        '--require',
        '@backstage/cli/config/nodeTransform.cjs',
        'src/index.ts',
      ],
      folder: 'backend',
      log: 'backend.log',
      target,
    });
  }

  #startPortalProcess({ name, args, folder, log, target }) {
    const { stateDir, verbose } = this.#options;
    const show = verbose
      ? line => this.#progress.plain(`${name}: ${line}`)
      : undefined;
    this.#supervisor.start({
      name,
      command: 'node',
      args,
      cwd: join(repositoryRoot, 'packages', folder),
      env: portalEnvironment(target, this.#options),
      logFile: join(stateDir, 'logs', log),
      onStdoutLine: show,
      onStderrLine: show,
    });
  }

  async #allAnswer(addresses) {
    const { signal } = this.#settled;
    await Promise.race([
      Promise.all(
        addresses.map(async ([name, url]) => {
          await waitForHttp(url, { signal });
          if (!signal.aborted) {
            this.#progress.line(`The ${name} answers`);
          }
        }),
      ),
      sleep(READY_TIMEOUT_MS, undefined, { signal, ref: false }).then(() => {
        throw new UserError(
          `The portal does not answer after ${
            READY_TIMEOUT_MS / 60_000
          } minutes.`,
          `Read the logs in ${join(this.#options.stateDir, 'logs')}.`,
        );
      }),
    ]);
  }

  async #orFirstExit(work) {
    const first = await Promise.race([
      work().then(result => ({ result })),
      this.#supervisor.firstUnexpectedExit.then(exit => ({ exit })),
    ]);
    if (first.exit) {
      const { name, code, signal, tail } = first.exit;
      throw new UserError(
        `${tail()}\n\nThe ${name} ended with ${
          signal ?? `code ${code}`
        } before it was ready.`,
        `The lines above are the end of its log; all logs are in ${join(
          this.#options.stateDir,
          'logs',
        )}.`,
      );
    }
    return first.result;
  }
}
