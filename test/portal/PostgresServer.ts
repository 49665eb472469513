import { findFreePort } from '@dpf-portal/local-cluster';
import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { eventually } from './eventually';

const DEBIAN_VERSIONS = '/usr/lib/postgresql';
const USER = 'portal';
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'unix_socket_directories=',
  // Two back ends, each with a pool for every plugin.
  'max_connections=300',
].flatMap(setting => ['-c', setting]);

/** The user of the server, which does not run as root. */
interface Owner {
  uid: number;
  gid: number;
}

/** A separate Postgres on loopback for one test file, without fsync. */
export class PostgresServer {
  /** The folder with the programs of the newest installed Postgres. `undefined` if there is none. */
  static find(): string | undefined {
    const debian = fs.existsSync(DEBIAN_VERSIONS)
      ? fs
          .readdirSync(DEBIAN_VERSIONS)
          .sort((a, b) => Number(b) - Number(a))
          .map(version => path.join(DEBIAN_VERSIONS, version, 'bin'))
      : [];
    const onPath = (process.env.PATH ?? '').split(path.delimiter);
    return [...debian, ...onPath].find(folder =>
      ['initdb', 'postgres'].every(program =>
        fs.existsSync(path.join(folder, program)),
      ),
    );
  }

  /** Creates an empty database server in a new folder. Resolves when it answers. */
  static async start(programs: string): Promise<PostgresServer> {
    const server = new PostgresServer(await findFreePort());
    await server.#run(programs);
    return server;
  }

  readonly #stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-postgres-'));
  #child: ChildProcess | undefined;

  readonly #port: number;

  private constructor(port: number) {
    this.#port = port;
  }

  get connectionString(): string {
    return `postgresql://${USER}@127.0.0.1:${this.#port}/postgres`;
  }

  /** Disconnects all clients and deletes the data. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      // Requests an immediate shutdown.
      child.kill('SIGQUIT');
      await exited;
    }
    fs.rmSync(this.#stateDir, { recursive: true, force: true });
  }

  async #run(programs: string): Promise<void> {
    const data = path.join(this.#stateDir, 'data');
    const owner = process.getuid?.() === 0 ? unprivilegedOwner() : undefined;
    if (owner) {
      fs.chownSync(this.#stateDir, owner.uid, owner.gid);
    }
    execFileSync(
      path.join(programs, 'initdb'),
      [
        ...['--pgdata', data, '--username', USER, '--auth', 'trust'],
        ...['--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
      ],
      { ...owner, cwd: this.#stateDir, stdio: 'pipe' },
    );
    const logFile = path.join(this.#stateDir, 'postgres.log');
    const log = fs.openSync(logFile, 'a');
    this.#child = spawn(
      path.join(programs, 'postgres'),
      ['-D', data, '-h', '127.0.0.1', '-p', String(this.#port), ...SETTINGS],
      { ...owner, cwd: this.#stateDir, stdio: ['ignore', log, log] },
    );
    fs.closeSync(log);
    await eventually(`Postgres answers (log: ${logFile})`, async () => {
      if (this.#child?.exitCode !== null) {
        throw new Error('Postgres has ended');
      }
      return await accepts(this.#port);
    });
  }
}

/** Debian's package creates the user postgres. initdb needs a user with a name. */
function unprivilegedOwner(): Owner {
  const idOf = (flag: string, user: string) =>
    Number(
      execFileSync('id', [flag, user], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', user), gid: idOf('-g', user) };
    } catch {
      // Try the next one.
    }
  }
  throw new Error(
    'Postgres does not run as root, and there is neither a user postgres nor nobody.',
  );
}

/** Resolves with `true` if a server listens on the port. Rejects otherwise. */
async function accepts(port: number): Promise<true> {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
