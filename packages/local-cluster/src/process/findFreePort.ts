import net from 'node:net';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from './processIdentity';

/** Whether we could listen on this port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

// Below the range from which Linux takes the ports of outgoing connections, and below Kubernetes' NodePorts: between
// our look and our listening nobody else comes to such a port by chance.
const FIRST = 12_000;
const END = 30_000;

const CLAIMS = path.join(os.tmpdir(), `dpf-portal-ports-${os.userInfo().uid}`);

/**
 * A TCP port on 127.0.0.1 that nobody listens on now, none of `taken` is, and no other process that asks here gets while
 * this one lives: local clusters start side by side.
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

/** False where a living process has claimed the port. */
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
    // Another port is as good: two processes that both clear this claim could both take it.
    fs.rmSync(file, { force: true });
  }
  return false;
}
