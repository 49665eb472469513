import {
  ManagementClusterConnection,
  loadKubeConfigFromFile,
} from '@dpf-portal/dpf-controllers';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Ground } from '../ground/Ground';
import { Measurement } from './Course';

// An address that no tenant has: nothing is probed, so that no connection is counted.
const NOBODY = ['192.0.2.1/32'];
// Every kubeconfig has been read.
const SETTLE_MS = 5_000;

function collectedHeapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

async function startReader(ground: Ground) {
  const connection = ManagementClusterConnection.create({
    name: 'stores',
    kubeConfig: loadKubeConfigFromFile(
      ground.cluster.controllersKubeconfigFile,
    ),
    tenantAccess: { mode: 'direct', allowedCidrs: NOBODY },
    probeIntervalMs: 3_600_000,
  });
  const abort = new AbortController();
  const running = connection.run(abort.signal);
  await connection.whenSynced();
  await sleep(SETTLE_MS);
  const stop = async () => {
    abort.abort();
    await running;
  };
  return { connection, stop };
}

/**
 * What a reader keeps of the ground's clusters: their objects, and what it knows of their kubeconfigs. The first reader
 * of a process brings code with it that no further one does, so that the second one is measured.
 */
export async function measureStores(ground: Ground): Promise<Measurement[]> {
  const first = await startReader(ground);
  const before = collectedHeapBytes();
  const second = await startReader(ground);
  const bytes = collectedHeapBytes() - before;
  const clusters = second.connection.clusters().length;
  await Promise.all([first.stop(), second.stop()]);
  return [
    {
      figure: 'stores, heap for each cluster with its children',
      value: bytes / 1024 / clusters,
      unit: 'KB',
    },
  ];
}
