import {
  ManagementClusterConnection,
  loadKubeConfigFromFile,
} from '@dpf-portal/dpf-controllers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Ground } from '../ground/Ground';
import { Measurement } from './Course';

// An address that no tenant has: nothing is probed, so that no connection is counted.
const NOBODY = ['192.0.2.1/32'];

function collectedHeapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** What a reader keeps of the ground's clusters: the stores, with all of their objects. */
export async function measureStores(ground: Ground): Promise<Measurement[]> {
  const before = collectedHeapBytes();
  const connection = ManagementClusterConnection.create({
    name: 'stores',
    kubeConfig: loadKubeConfigFromFile(
      ground.cluster.controllersKubeconfigFile,
    ),
    tenantAccess: { mode: 'direct', allowedCidrs: NOBODY },
    probeIntervalMs: 3_600_000,
  });
  const stop = new AbortController();
  const running = connection.run(stop.signal);
  await connection.whenSynced();
  const bytes = collectedHeapBytes() - before;
  const clusters = connection.clusters().length;
  stop.abort();
  await running;
  return [
    {
      figure: 'stores, heap for each cluster with its children',
      value: bytes / 1024 / clusters,
      unit: 'KB',
    },
  ];
}
