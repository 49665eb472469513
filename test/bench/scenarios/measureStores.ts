import {
  ManagementClusterConnection,
  loadKubeConfigFromFile,
} from '@dpf-portal/dpf-world';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Ground } from '../ground/Ground';
import { Measurement } from './Scenario';

// No tenant has this address, so nothing is probed and no connection is counted.
const NOBODY = ['192.0.2.1/32'];
const EMPTY_NAMESPACE = 'default';
// By then every kubeconfig has been read.
const SETTLE_MS = 5_000;

function collectedHeapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

async function startReader(ground: Ground, namespaces?: string[]) {
  const connection = ManagementClusterConnection.create({
    name: 'stores',
    kubeConfig: loadKubeConfigFromFile(
      ground.cluster.controllersKubeconfigFile,
    ),
    namespaces,
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
 * Measures the memory that a reader keeps for each cluster: the memory of a reader with clusters minus that of a reader
 * of an empty namespace. The first reader of a process is not measured, because it also loads code.
 */
export async function measureStores(ground: Ground): Promise<Measurement[]> {
  const first = await startReader(ground);
  const start = collectedHeapBytes();
  const empty = await startReader(ground, [EMPTY_NAMESPACE]);
  const withEmpty = collectedHeapBytes();
  const full = await startReader(ground);
  const withFull = collectedHeapBytes();
  full.connection.prober.stop();
  const unprobed = collectedHeapBytes();
  const clusters = full.connection.clusters().length;
  await Promise.all([first, empty, full].map(reader => reader.stop()));
  const kilobytes = (bytes: number) => bytes / 1024 / clusters;
  return [
    {
      figure: 'stores, heap for each cluster with its children',
      value: kilobytes(unprobed - withEmpty - (withEmpty - start)),
      unit: 'KB',
    },
    {
      figure: '– state of its probe, heap',
      value: kilobytes(withFull - unprobed),
      unit: 'KB',
    },
  ];
}
