import { findFreePort } from '@dpf-portal/local-cluster';
import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { Lab } from '../management/Lab';
import { eventually } from './eventually';

const repositoryRoot = path.resolve(__dirname, '../..');

/** @see BackendProcess.create */
export interface BackendProcessOptions {
  port: number;
  /** Holds the databases and the log. */
  stateDir: string;
  portalKubeconfigFile: string;
  controllersKubeconfigFile: string;
  /** The CONNECT proxy that leads to DPU clusters. */
  tenantProxyUrl: string;
  /** `dpf.managementClusters`. Default: that of the example portal, with the kubeconfigs here. */
  managementClusters?: object[];
  /** File into which the process writes its memory. @see BackendProcess.memory */
  memoryFile?: string;
  /** The mode of every role. Default: auto. */
  roles?: 'auto' | 'disabled';
  /** Connection string of a Postgres, for several back ends on one database. Default: SQLite in `stateDir`. */
  postgres?: string;
  /** User entity ref of the guest, which need not be in the catalog. Default: user:default/guest. */
  guest?: string;
  /** The groups of that guest, as entity refs. */
  guestGroups?: readonly string[];
  /** The actions registry offers actions that write, too. */
  writingActions?: boolean;
  /** Prefix of the identity in Leases. Default: the host name. */
  podName?: string;
  /** Folder to which Node writes the called functions at the end of the process (NODE_V8_COVERAGE). */
  coverageDir?: string;
  /** File into which the process writes, when it ends, what it had loaded. @see filesLoaded */
  loadedScriptsFile?: string;
  /** Folder into which {@link BackendProcess.heapSnapshot} writes. */
  heapDir?: string;
  /** Default: debug. */
  logLevel?: 'debug' | 'info';
  /** Folder into which Node writes a CPU profile of the process when it ends. */
  profileDirectory?: string;
}

/** A complete response of the back end. */
export interface BackendAnswer {
  status: number;
  text: string;
}

/** Runs the example portal's back end as a process that a test can kill and restart with the same state. */
export class BackendProcess {
  static create(options: BackendProcessOptions): BackendProcess {
    fs.mkdirSync(options.stateDir, { recursive: true });
    return new BackendProcess(options);
  }

  /** One with the identities and the proxy of a lab, on a free port. */
  static async forLab(
    { cluster }: Pick<Lab, 'cluster'>,
    options: Omit<
      BackendProcessOptions,
      | 'port'
      | 'portalKubeconfigFile'
      | 'controllersKubeconfigFile'
      | 'tenantProxyUrl'
    >,
  ): Promise<BackendProcess> {
    return BackendProcess.create({
      port: await findFreePort(),
      portalKubeconfigFile: cluster.portalKubeconfigFile,
      controllersKubeconfigFile: cluster.controllersKubeconfigFile,
      tenantProxyUrl: cluster.proxyUrl,
      ...options,
    });
  }

  readonly baseUrl: string;
  readonly logFile: string;
  #child: ChildProcess | undefined;
  #token: string | undefined;

  readonly #options: BackendProcessOptions;

  private constructor(options: BackendProcessOptions) {
    this.#options = options;
    this.baseUrl = `http://127.0.0.1:${options.port}`;
    this.logFile = path.join(options.stateDir, 'backend.log');
  }

  get running(): boolean {
    const child = this.#child;
    return child?.exitCode === null && child.signalCode === null;
  }

  /** Its memory; 0 while it does not run. */
  rssMegabytes(): number {
    const [, kilobytes = 0] =
      (this.running &&
        /^VmRSS:\s+(\d+) kB$/m.exec(
          fs.readFileSync(`/proc/${this.#child?.pid}/status`, 'utf8'),
        )) ||
      [];
    return Math.round(Number(kilobytes) / 1024);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** The processes of reconcilers that this one has started and that run. From Linux. */
  reconcilers(): number[] {
    const { pid } = this;
    return fs
      .readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(child => {
        try {
          const line = fs.readFileSync(`/proc/${child}/cmdline`, 'utf8');
          return line.includes('dpf-controllers');
        } catch {
          return false;
        }
      })
      .map(Number);
  }

  /** Starts the process. Resolves when it is ready. */
  async start({ timeoutMs = 120_000 } = {}): Promise<void> {
    const log = fs.openSync(this.logFile, 'a');
    this.#child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        ...(this.#options.loadedScriptsFile
          ? ['--require', require.resolve('./writeLoadedScripts.js')]
          : []),
        ...(this.#options.profileDirectory
          ? [
              '--cpu-prof',
              `--cpu-prof-dir=${path.resolve(this.#options.profileDirectory)}`,
            ]
          : []),
        ...(this.#options.memoryFile
          ? ['--require', require.resolve('./writeMemory.js')]
          : []),
        'src/index.ts',
      ],
      {
        cwd: path.join(repositoryRoot, 'packages/backend'),
        env: this.#environment(),
        stdio: ['ignore', log, log],
      },
    );
    fs.closeSync(log);
    await eventually(
      `the back end is ready (log: ${this.logFile})`,
      async () => {
        if (this.#child?.exitCode !== null) {
          throw new Error('the back end has ended');
        }
        const answer = await fetch(
          `${this.baseUrl}/.backstage/health/v1/readiness`,
        );
        return answer.ok ? true : undefined;
      },
      { timeoutMs },
    );
    this.#token = undefined;
  }

  /** Sends SIGKILL: nothing is flushed or released. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Sends a request as the guest user. */
  async request(
    method: string,
    pathname: string,
    body?: unknown,
  ): Promise<BackendAnswer> {
    const answer = await fetch(`${this.baseUrl}${pathname}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.guestToken()}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    return { status: answer.status, text: await answer.text() };
  }

  /**
   * Like `request`, with a parsed response.
   *
   * @throws Error with status and text if the status is not 2xx.
   */
  async json<T>(method: string, pathname: string, body?: unknown): Promise<T> {
    const { status, text } = await this.request(method, pathname, body);
    if (status < 200 || status > 299) {
      throw new Error(`${method} ${pathname} answered ${status}: ${text}`);
    }
    return JSON.parse(text);
  }

  /** The guest user's token, like in a browser. */
  async guestToken(): Promise<string> {
    if (!this.#token) {
      const answer = await fetch(`${this.baseUrl}/api/auth/guest/refresh`);
      const session: { backstageIdentity: { token: string } } =
        await answer.json();
      this.#token = session.backstageIdentity.token;
    }
    return this.#token;
  }

  /** Everything in the process's heap that is still used, as the text of a heap snapshot. */
  async heapSnapshot(): Promise<Buffer> {
    const { heapDir = '' } = this.#options;
    this.#child?.kill('SIGUSR2');
    const file = await eventually('there is a heap snapshot', async () => {
      const [name] = fs.readdirSync(heapDir);
      return name ? path.join(heapDir, name) : undefined;
    });
    // The process is blocked while it writes, so an answer means that it has written all.
    await eventually('it answers again', () =>
      this.json('GET', '/api/dpf/dpu-clusters'),
    );
    return fs.readFileSync(file);
  }

  /** What it uses after its garbage was collected. */
  async memory(): Promise<NodeJS.MemoryUsage> {
    const { memoryFile = '' } = this.#options;
    fs.rmSync(memoryFile, { force: true });
    this.#child?.kill('SIGUSR2');
    return await eventually('the process wrote its memory', async () =>
      JSON.parse(fs.readFileSync(memoryFile, 'utf8')),
    );
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child && this.running) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
  }

  #environment(): NodeJS.ProcessEnv {
    const options = this.#options;
    const { roles = 'auto' } = options;
    return {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      NODE_ENV: 'development',
      LOG_LEVEL: options.logLevel ?? 'debug',
      DPF_PORTAL_KUBECONFIG: options.portalKubeconfigFile,
      DPF_CONTROLLERS_KUBECONFIG: options.controllersKubeconfigFile,
      DPF_TENANT_ACCESS_MODE: 'proxy',
      DPF_TENANT_PROXY_URL: options.tenantProxyUrl,
      DPF_ROLE_KAMAJI: roles,
      DPF_ROLE_STATIC: roles,
      DPF_ROLE_PROVISIONING: roles,
      DPF_STATE_DIR: path.join(options.stateDir, 'databases'),
      APP_CONFIG_backend_baseUrl: JSON.stringify(this.baseUrl),
      APP_CONFIG_backend_listen: JSON.stringify(`127.0.0.1:${options.port}`),
      ...(options.guest
        ? {
            APP_CONFIG_auth_providers_guest_userEntityRef: JSON.stringify(
              options.guest,
            ),
            APP_CONFIG_auth_providers_guest_ownershipEntityRefs: JSON.stringify(
              [options.guest, ...(options.guestGroups ?? [])],
            ),
          }
        : {}),
      ...(options.writingActions ? { DPF_WRITING_ACTIONS: 'true' } : {}),
      ...(options.coverageDir ? { NODE_V8_COVERAGE: options.coverageDir } : {}),
      ...(options.loadedScriptsFile
        ? { LOADED_SCRIPTS_FILE: options.loadedScriptsFile }
        : {}),
      ...(options.heapDir
        ? {
            NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${options.heapDir}`,
          }
        : {}),
      ...(options.managementClusters
        ? {
            APP_CONFIG_dpf_managementClusters: JSON.stringify(
              options.managementClusters,
            ),
          }
        : {}),
      ...(options.memoryFile ? { MEMORY_FILE: options.memoryFile } : {}),
      ...(options.podName ? { POD_NAME: options.podName } : {}),
      ...(options.postgres
        ? {
            APP_CONFIG_backend_database_client: JSON.stringify('pg'),
            APP_CONFIG_backend_database_connection: JSON.stringify(
              options.postgres,
            ),
          }
        : {}),
    };
  }
}
