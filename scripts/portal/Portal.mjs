import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePrivateDirectory, repositoryRoot } from '../directories.mjs';
import { Supervisor } from '../process/Supervisor.mjs';
import { portListener } from '../process/portListener.mjs';
import { UserError } from '../progress/UserError.mjs';
import {
  ReplicatedBackEnd,
  replicasOf,
} from '../replicas/ReplicatedBackEnd.mjs';
import { ensureDependencies } from '../toolchain/ensureDependencies.mjs';
import { ensureToolchain } from '../toolchain/ensureToolchain.mjs';
import { obtainBinaries } from './obtainBinaries.mjs';
import { portalEnvironment } from './portalEnvironment.mjs';
import { startLocalCluster } from './startLocalCluster.mjs';
import { waitForHttp } from './waitForHttp.mjs';

const ANSWER_TIMEOUT_MS = 5 * 60_000;

/**
 * Runs the whole portal as processes of this machine. Independent parts
 * start in parallel:
 *
 *     binaries ─────────────────────────────┐
 *     toolchain → dependencies ┬ front end  │
 *                              └ cluster: prepares ┬ waits for the binaries, runs
 *                                                  └ back end
 */
export class Portal {
  #options;
  #progress;
  #supervisor = new Supervisor();
  #stopped = new AbortController();
  #replicated;

  /**
   * @param {{options: object, progress: import('../progress/Progress.mjs').Progress}} context
   */
  constructor({ options, progress }) {
    this.#options = options;
    this.#progress = progress;
    this.#replicated =
      options.replicas === undefined
        ? undefined
        : new ReplicatedBackEnd({
            supervisor: this.#supervisor,
            progress,
            options,
            launch: ({ name, podName, port }, more) =>
              this.#launchBackEnd({
                ...more,
                name,
                log: `backend-${podName}.log`,
                port,
              }),
          });
  }

  /** Throws if a port is in use. The error names the process. */
  static async assertPortsAreFree(options) {
    const { port, backendPort } = options;
    for (const [number, option] of [
      [port, 'port'],
      [backendPort, 'backend-port'],
      ...replicasOf(options).map(replica => [replica.port, 'backend-port']),
    ]) {
      const owner = await portListener(number);
      if (owner) {
        throw new UserError(
          `Port ${number} is in use by ${owner}.`,
          `Stop it, or choose another port: npm start -- --${option} N`,
        );
      }
    }
  }

  /** Starts all parts. Resolves with their addresses when they answer. */
  async start() {
    const { stateDir, fresh } = this.#options;
    makePrivateDirectory(stateDir);
    if (fresh) {
      for (const folder of ['backend', 'postgres']) {
        rmSync(join(stateDir, folder), { recursive: true, force: true });
      }
    }
    return await this.#orFirstExit(async () => {
      const [, addresses] = await Promise.all([
        this.#obtainBinaries(),
        this.#installAndStart(),
      ]);
      return addresses;
    });
  }

  /** Resolves when a process ends unexpectedly. */
  async unexpectedExit() {
    const { name, code, signal } = await this.#firstUnexpectedExit();
    return `The ${name} ended unexpectedly with ${signal ?? `code ${code}`}.`;
  }

  async stop() {
    this.#stopped.abort();
    await this.#supervisor.stop({
      onStep: name => this.#progress.line(`Stopping: ${name}`),
    });
    await this.#replicated?.stop();
  }

  #firstUnexpectedExit() {
    return Promise.race([
      this.#supervisor.firstUnexpectedExit,
      ...(this.#replicated ? [this.#replicated.failure] : []),
    ]);
  }

  kill() {
    this.#supervisor.kill();
  }

  async #obtainBinaries() {
    if (!this.#options.kubeconfig) {
      await obtainBinaries({
        supervisor: this.#supervisor,
        progress: this.#progress,
      });
    }
  }

  async #installAndStart() {
    const { port, backendPort, stateDir } = this.#options;
    const progress = this.#progress;
    const env = await ensureToolchain(progress, this.#supervisor);
    await ensureDependencies(progress, env, this.#supervisor);
    const cluster = this.#startCluster(env);
    const address = `http://localhost:${port}`;
    const startPortal = async () => {
      await Promise.all([
        cluster.prepared.then(target =>
          this.#replicated
            ? this.#replicated.start(env, target)
            : this.#startBackEnd(env, target),
        ),
        this.#startFrontEnd(env),
      ]);
      progress.line(`The portal answers at ${address}`);
    };
    const [target] = await Promise.all([cluster.ready, startPortal()]);
    return {
      address,
      backend: `http://localhost:${backendPort}`,
      ...(this.#replicated && { replicas: this.#replicated.addresses }),
      logs: join(stateDir, 'logs'),
      ...target,
    };
  }

  #startCluster(env) {
    const { kubeconfig, stateDir, fresh } = this.#options;
    if (kubeconfig) {
      const prepared = Promise.resolve({
        existing: true,
        kubeconfig,
        portalKubeconfig: kubeconfig,
        controllersKubeconfig: '',
      });
      return { prepared, ready: prepared };
    }
    const cluster = startLocalCluster({
      supervisor: this.#supervisor,
      env,
      stateDir,
      fresh,
      progress: this.#progress,
    });
    const ready = this.#progress.step(
      'Starting the local cluster',
      () => cluster.ready,
    );
    return { ...cluster, ready };
  }

  #startFrontEnd(env) {
    return this.#startPortalProcess({
      name: 'front end',
      args: [
        join(repositoryRoot, 'node_modules/@backstage/cli/bin/backstage-cli'),
        'package',
        'start',
      ],
      folder: 'app',
      log: 'frontend.log',
      env: {
        ...env,
        ...portalEnvironment(
          { portalKubeconfig: '', controllersKubeconfig: '' },
          this.#options,
        ),
      },
      answersAt: `http://127.0.0.1:${this.#options.port}/`,
    });
  }

  #startBackEnd(env, target) {
    return this.#launchBackEnd({
      name: 'back end',
      log: 'backend.log',
      env: { ...env, ...portalEnvironment(target, this.#options) },
      port: this.#options.backendPort,
    });
  }

  // Not with `backstage-cli package start`, which keeps running after the back
  // end was killed, and restarts it on every change of a source file.
  #launchBackEnd({ port, ...options }) {
    return this.#startPortalProcess({
      ...options,
      args: [
        '--enable-source-maps',
        '--require',
        '@backstage/cli/config/nodeTransform.cjs',
        'src/index.ts',
      ],
      folder: 'backend',
      answersAt: `http://127.0.0.1:${port}/.backstage/health/v1/readiness`,
    });
  }

  /** Starts a process and resolves when it answers. */
  async #startPortalProcess({ name, folder, log, answersAt, ...options }) {
    const { stateDir, verbose } = this.#options;
    const show = verbose
      ? line => this.#progress.plain(`${name}: ${line}`)
      : undefined;
    await this.#progress.step(`Starting the ${name}`, () => {
      this.#supervisor.start({
        ...options,
        name,
        command: 'node',
        cwd: join(repositoryRoot, 'packages', folder),
        logFile: join(stateDir, 'logs', log),
        onStdoutLine: show,
        onStderrLine: show,
      });
      return this.#answer(name, answersAt);
    });
  }

  async #answer(name, url) {
    const { signal } = this.#stopped;
    await Promise.race([
      waitForHttp(url, { signal }),
      sleep(ANSWER_TIMEOUT_MS, undefined, { signal, ref: false }).then(() => {
        throw new UserError(
          `The ${name} does not answer after ${
            ANSWER_TIMEOUT_MS / 60_000
          } minutes.`,
          `Read the logs in ${join(this.#options.stateDir, 'logs')}.`,
        );
      }),
    ]);
    signal.throwIfAborted();
  }

  async #orFirstExit(work) {
    const first = await Promise.race([
      work().then(result => ({ result })),
      this.#firstUnexpectedExit().then(exit => ({ exit })),
    ]);
    if (first.exit) {
      const { name, code, signal, tail } = first.exit;
      throw new UserError(
        `${tail()}\n\nThe ${name} ended with ${
          signal ?? `code ${code}`
        } before it was ready.`,
        `The lines above are the end of its log. All logs are in ${join(
          this.#options.stateDir,
          'logs',
        )}.`,
      );
    }
    return first.result;
  }
}
