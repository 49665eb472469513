import { systemClock } from '@dpf-portal/kube-controller';
import fs from 'node:fs/promises';
import { findFreePort, isPortFree } from '../process/findFreePort';

export const PORT_NAMES = [
  'apiServer',
  'etcd',
  'etcdPeer',
  'dataStore',
  'dataStorePeer',
  'staticCluster',
  'proxy',
] as const;

export type PortName = (typeof PORT_NAMES)[number];
export type Ports = Record<PortName, number>;

/** Time for the processes of a killed predecessor to end. */
const PREDECESSOR_MS = 6000;

/** The URL of the CONNECT proxy to VIPs, Services of tenants and the static cluster. */
export function proxyUrlOf({ proxy }: Pick<Ports, 'proxy'>): string {
  return `http://127.0.0.1:${proxy}`;
}

/** Reads the ports of a local cluster that runs or ran. Rejects if there never was one. */
export async function readPortBook(file: string): Promise<Ports> {
  return JSON.parse(await fs.readFile(file, 'utf8'));
}

/**
 * Chooses free ports at the first start and keeps them, so that kubeconfigs stay valid. Rejects if another process uses
 * one of them since; the error names the port.
 */
export async function openPortBook(
  file: string,
  wanted: Partial<Ports> = {},
  options: { predecessorMs?: number } = {},
): Promise<Ports> {
  const { predecessorMs = PREDECESSOR_MS } = options;
  const stored: Partial<Ports> = await fs.readFile(file, 'utf8').then(
    text => JSON.parse(text),
    () => ({}),
  );
  const ports = { ...stored, ...wanted };
  for (const name of PORT_NAMES) {
    const kept = ports[name];
    if (kept === undefined) {
      ports[name] = await findFreePort(new Set(Object.values(ports)));
    } else {
      await waitUntilFree(name, kept, predecessorMs);
    }
  }
  await fs.writeFile(file, `${JSON.stringify(ports, undefined, 2)}\n`);
  return ports as Ports;
}

async function waitUntilFree(
  name: PortName,
  port: number,
  patienceMs: number,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isPortFree(port))) {
    if (performance.now() > deadline) {
      throw new Error(
        `Port ${port} of the local cluster (${name}) is in use by another process. Stop that process, or start with --fresh.`,
      );
    }
    await systemClock.sleep(200);
  }
}
