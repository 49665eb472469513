import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';

const LISTEN = '0A';

function answers(host, port) {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = answer => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(true));
    socket.once('error', () => end(false));
  });
}

function listeningInodes(port) {
  const inodes = new Set();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    let text = '';
    try {
      text = readFileSync(table, 'utf8');
    } catch {
      continue;
    }
    for (const row of text.split('\n').slice(1)) {
      const columns = row.trim().split(/\s+/);
      const localPort = parseInt(columns[1]?.split(':')[1] ?? '', 16);
      if (columns[3] === LISTEN && localPort === port) {
        inodes.add(columns[9]);
      }
    }
  }
  return inodes;
}

function holdsSocket(pid, inodes) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(fd => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '');
    });
  } catch {
    return false;
  }
}

function ownerFromProc(port) {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) {
    return undefined;
  }
  const pid = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .find(name => holdsSocket(name, inodes));
  if (!pid) {
    return undefined;
  }
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    .replaceAll('\0', ' ')
    .trim();
  return `process ${pid} (${command.slice(0, 120)})`;
}

function ownerFromLsof(port) {
  const output = execFileSync(
    'lsof',
    ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const pid = /^p(\d+)$/m.exec(output)?.[1];
  const command = /^c(.+)$/m.exec(output)?.[1];
  return pid && `process ${pid} (${command})`;
}

/**
 * Finds the process that listens on a TCP port of this machine. Returns a
 * description as exact as permitted, or undefined if the port is free.
 */
export async function portListener(port) {
  const taken =
    (await answers('127.0.0.1', port)) || (await answers('::1', port));
  if (!taken) {
    return undefined;
  }
  try {
    const owner =
      process.platform === 'linux' ? ownerFromProc(port) : ownerFromLsof(port);
    return owner ?? 'a process of another user';
  } catch {
    return 'a process that could not be identified';
  }
}
