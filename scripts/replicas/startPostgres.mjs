import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../progress/UserError.mjs';
import { findPostgres } from './findPostgres.mjs';

const USER = 'portal';
const ANSWER_TIMEOUT_MS = 30_000;

/** Each plugin of each back end has a pool of up to ten connections. */
const CONNECTIONS_EACH = 150;

/** The users that may own the data where this process is root: Postgres does not run as root. */
const UNPRIVILEGED = ['postgres', 'nobody'];

/**
 * Throws if there is neither a connection string nor a Postgres on this machine, before anything is started.
 */
export function assertPostgresIsThere(
  { replicas, postgres },
  find = findPostgres,
) {
  if (replicas !== undefined && !postgres && !find()) {
    throw new UserError(
      'Several replicas share a database of Postgres, and there is no Postgres on this machine: neither in /usr/lib/postgresql nor in PATH.',
      'Install it (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql@16), or use one that exists: npm start -- --replicas 2 --postgres postgresql://USER@HOST/DATABASE',
    );
  }
}

/**
 * Starts a Postgres of its own, with its data in `postgres` of the state directory and on loopback only. Resolves with
 * its connection string when it answers.
 */
export async function startPostgres({ supervisor, env, stateDir, replicas }) {
  const programs = findPostgres();
  const owner = process.getuid?.() === 0 ? unprivilegedOwner() : undefined;
  const home = join(stateDir, 'postgres');
  const data = join(home, 'data');
  const passwordFile = join(home, 'password');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (owner) {
    // The owner of the data has to come through the private directory, and nobody else.
    chownSync(stateDir, 0, owner.gid);
    chmodSync(stateDir, 0o710);
    chownSync(home, owner.uid, owner.gid);
    assertMayEnter(home, owner);
  }
  if (!existsSync(join(data, 'PG_VERSION'))) {
    // What an initdb left that was ended.
    rmSync(data, { recursive: true, force: true });
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), {
      mode: 0o600,
    });
    if (owner) {
      chownSync(passwordFile, owner.uid, owner.gid);
    }
    const { code, output } = await initialize({
      supervisor,
      env,
      programs,
      home,
      data,
      passwordFile,
      owner,
    });
    if (code !== 0) {
      rmSync(data, { recursive: true, force: true });
      throw new UserError(
        `The database of Postgres could not be made: ${output}`,
        `Mend this, or use a Postgres that exists: --postgres CONNECTION_STRING`,
      );
    }
  }
  const port = await freePort();
  const postgres = supervisor.start({
    name: 'Postgres',
    command: join(programs, 'postgres'),
    args: [
      ...['-D', data, '-h', '127.0.0.1', '-p', String(port)],
      ...['-c', 'unix_socket_directories='],
      ...['-c', `max_connections=${CONNECTIONS_EACH * replicas}`],
    ],
    cwd: home,
    env,
    ...owner,
    logFile: join(stateDir, 'logs', 'postgres.log'),
  });
  await untilAccepts(port, postgres);
  const password = readFileSync(passwordFile, 'utf8');
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`;
}

async function initialize(options) {
  const { supervisor, env, programs, home, data, passwordFile, owner } =
    options;
  const lines = [];
  const { code, error } = await supervisor.run({
    name: 'initdb',
    command: join(programs, 'initdb'),
    args: [
      ...['--pgdata', data, '--username', USER],
      // Other users of this machine can connect too, and a superuser of Postgres can run programs.
      ...['--auth', 'scram-sha-256', '--pwfile', passwordFile],
      ...['--encoding', 'UTF8', '--locale', 'C'],
    ],
    cwd: home,
    env,
    ...owner,
    onStderrLine: line => lines.push(line),
  });
  return { code, output: error?.message ?? lines.join(' ') };
}

function assertMayEnter(directory, { uid, gid, user }) {
  try {
    execFileSync('test', ['-x', directory], { uid, gid, cwd: '/' });
  } catch {
    throw new UserError(
      `Postgres does not run as root, and the user ${user} cannot enter ${directory}.`,
      'Run npm start as another user, choose a directory that this user can reach (--state DIR), or use a Postgres that exists (--postgres CONNECTION_STRING).',
    );
  }
}

function unprivilegedOwner() {
  const idOf = (flag, user) =>
    Number(
      execFileSync('id', [flag, user], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  for (const user of UNPRIVILEGED) {
    try {
      return { uid: idOf('-u', user), gid: idOf('-g', user), user };
    } catch {
      // Try the next one.
    }
  }
  throw new UserError(
    `Postgres does not run as root, and there is no user ${UNPRIVILEGED.join(
      ' or ',
    )}.`,
    'Run npm start as another user, or use a Postgres that exists: --postgres CONNECTION_STRING',
  );
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function untilAccepts(port, { exited, tail }) {
  let ended = false;
  exited.then(() => {
    ended = true;
  });
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  while (!(await accepts(port))) {
    if (ended || Date.now() > deadline) {
      throw new UserError(
        `Postgres does not answer. The end of its log:\n${tail()}`,
        'Mend this, or use a Postgres that exists: --postgres CONNECTION_STRING',
      );
    }
    await sleep(100);
  }
}

function accepts(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
