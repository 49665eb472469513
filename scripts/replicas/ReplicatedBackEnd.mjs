import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '../directories.mjs';
import { portalEnvironment } from '../portal/portalEnvironment.mjs';
import { LoadBalancer } from './LoadBalancer.mjs';
import { startPostgres } from './startPostgres.mjs';

/** A back end that never became ready in so many starts stays down. */
const MOST_FAILED_STARTS = 3;
const RESTART_PAUSE_MS = 1_000;

/** The back ends of `--replicas`, by name and port. */
export function replicasOf({ replicas = 0, backendPort }) {
  return Array.from({ length: replicas }, (_, i) => ({
    name: `back end ${i + 1}`,
    podName: `replica-${i + 1}`,
    port: backendPort + 1 + i,
  }));
}

/**
 * Several back ends on one Postgres behind a load balancer, and `dpf-controllers` beside them. As in a Deployment, a
 * back end that ends is started again, and the others go on meanwhile.
 */
export class ReplicatedBackEnd {
  #supervisor;
  #progress;
  #options;
  #launch;
  #replicas;
  #balancer;
  #started = false;
  #restartPauseMs;
  #announceFailure;
  /** Resolves with a back end that ended before all were ready, or with the last one that stays down. */
  failure = new Promise(resolve => {
    this.#announceFailure = resolve;
  });

  /**
   * @param {{supervisor: import('../process/Supervisor.mjs').Supervisor, progress: import('../progress/Progress.mjs').Progress, options: object, launch: (replica: object, more: object) => Promise<void>, restartPauseMs?: number}} context - `launch` starts a back end and resolves when it answers
   */
  constructor({
    supervisor,
    progress,
    options,
    launch,
    restartPauseMs = RESTART_PAUSE_MS,
  }) {
    this.#restartPauseMs = restartPauseMs;
    this.#supervisor = supervisor;
    this.#progress = progress;
    this.#options = options;
    this.#launch = launch;
    this.#replicas = replicasOf(options).map(replica => ({
      ...replica,
      failedStarts: 0,
      down: false,
    }));
    this.#balancer = new LoadBalancer({
      replicas: this.#replicas,
      onChange: (name, serves) => this.#onChange(name, serves),
    });
  }

  /** Where each back end answers itself, by name. */
  get addresses() {
    return this.#replicas.map(({ name, port }) => ({
      name,
      address: `http://127.0.0.1:${port}`,
    }));
  }

  /** Resolves when all back ends answer, and the load balancer too. */
  async start(env, target) {
    const { backendPort, postgres, stateDir, replicas } = this.#options;
    const database =
      postgres ??
      (await this.#progress.step('Starting Postgres', () =>
        startPostgres({
          supervisor: this.#supervisor,
          env,
          stateDir,
          replicas,
        }),
      ));
    this.#startControllers(env, target);
    const start = replica =>
      this.#start(replica, {
        ...env,
        ...portalEnvironment(target, this.#options, { ...replica, database }),
      });
    const [first, ...others] = this.#replicas;
    // Backstage's plugins cannot start twice at once on an empty database: see docs/operate.md.
    await start(first);
    await Promise.all(others.map(start));
    await this.#balancer.start(backendPort);
    this.#started = true;
  }

  async stop() {
    await this.#balancer.stop();
  }

  #startControllers(env, target) {
    const { roles, stateDir } = this.#options;
    if (roles.length === 0) {
      return;
    }
    this.#supervisor.start({
      name: 'dpf-controllers',
      command: 'node',
      args: [
        join(repositoryRoot, 'packages/dpf-controllers/bin/dpf-controllers'),
        ...['--kubeconfig', target.controllersKubeconfig],
        ...['--roles', roles.join(',')],
        ...(target.proxyUrl ? ['--tenant-proxy', target.proxyUrl] : []),
      ],
      cwd: repositoryRoot,
      env,
      logFile: join(stateDir, 'logs', 'controllers.log'),
    });
  }

  #start(replica, env, append = false) {
    return this.#launch(replica, {
      env,
      append,
      onUnexpectedExit: exit => {
        void this.#onExit(replica, env, exit);
      },
    });
  }

  async #onExit(replica, env, exit) {
    const { name } = replica;
    const how = exit.signal ?? `code ${exit.code}`;
    if (!this.#started) {
      this.#announceFailure(exit);
      return;
    }
    replica.failedStarts++;
    if (replica.failedStarts > MOST_FAILED_STARTS) {
      replica.down = true;
      this.#progress.line(
        `The ${name} ended with ${how} again before it was ready, and stays down.`,
      );
      if (this.#replicas.every(({ down }) => down)) {
        this.#announceFailure(exit);
      }
      return;
    }
    this.#progress.line(
      `The ${name} ended with ${how}. It is started again; the others go on.`,
    );
    await sleep(this.#restartPauseMs);
    if (!this.#supervisor.isStopping) {
      await this.#start(replica, env, true).catch(() => {});
    }
  }

  #onChange(name, serves) {
    const replica = this.#replicas.find(one => one.name === name);
    if (serves) {
      replica.failedStarts = 0;
    }
    if (this.#started && !this.#supervisor.isStopping) {
      this.#progress.line(
        `The ${name} ${serves ? 'gets requests again' : 'gets no requests'}`,
      );
    }
  }
}
