import net from 'node:net';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from './processIdentity';

/** Whether this port of 127.0.0.1 is free now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

// Below Linux's range for outgoing connections and below Kubernetes' NodePorts, so that no other program happens to
// take the port between the check and its use.
const FIRST = 12_000;
const END = 30_000;

const CLAIMS = path.join(os.tmpdir(), `dpf-portal-ports-${os.userInfo().uid}`);

/**
 * Returns a free TCP port on 127.0.0.1 that is not in `taken`. No other process gets the same port from this function
 * while this one lives, because local clusters can start in parallel.
 */
export async function findFreePort(
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  fs.mkdirSync(CLAIMS, { recursive: true, mode: 0o700 });
  for (;;) {
    const port = randomInt(FIRST, END);
    if (!taken.has(port) && claim(port) && (await isPortFree(port))) {
      return port;
    }
  }
}

/** Returns false if a running process has claimed the port. */
function claim(port: number): boolean {
  const file = path.join(CLAIMS, String(port));
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  const holder = Number(fs.readFileSync(file, 'utf8'));
  if (holder > 0 && !isAlive(holder)) {
    // Use another port: two processes that clear a stale claim at once could both take it.
    fs.rmSync(file, { force: true });
  }
  return false;
}
