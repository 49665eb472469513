import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { TenantControlPlane } from '@dpf-portal/dpf-model';
import { eventually } from '../../portal/eventually';
import { BareClient } from '../bare/BareClient';
import { recordWrites } from '../bare/recordWrites';
import { Ground } from '../ground/Ground';
import { cpuPerCluster, cpuSeconds } from '../process/cpuSeconds';
import { ourSubject } from '../subjects/ourSubject';
import { Measurement, Scenario } from './Scenario';

/** How much longer than the bare client we may take. */
const MOST = 1.2;
/** Clusters that are made first, so that the Leases are held, the code is compiled and the connections are open. */
const WARM = 10;
/** See test/integration/eightWrites.timed.test.ts. */
const WRITES = 8;
const KAMAJI_MS = 300_000;

interface Burst {
  /** Until all clusters are Ready, in seconds. */
  ready: number;
  /** Until all control planes are Ready too, in seconds. */
  kamajiReady: number;
  cpu: Measurement[];
}

async function kamajiIsReady(ground: Ground): Promise<true | undefined> {
  const controlPlanes = await ground.api.client.listAll<TenantControlPlane>(
    TENANT_CONTROL_PLANES,
  );
  return controlPlanes.every(
    ({ status }) => status?.kubernetesResources?.version?.status === 'Ready',
  )
    ? true
    : undefined;
}

async function burst(
  ground: Ground,
  clusters: number,
  pids: number[],
): Promise<Burst> {
  const warm = await ground.create('warm', 0, WARM);
  await ground.watch.whenPhase(warm, 'Ready');
  const before = cpuSeconds(ground, pids);
  const begun = performance.now();
  const since = () => (performance.now() - begun) / 1000;
  const created = await ground.create('burst', WARM, clusters);
  await ground.watch.whenPhase(created, 'Ready');
  const ready = since();
  await eventually(
    'all control planes are Ready',
    () => kamajiIsReady(ground),
    {
      timeoutMs: KAMAJI_MS,
      intervalMs: 500,
    },
  );
  const kamajiReady = since();
  const cpu = cpuPerCluster(before, cpuSeconds(ground, pids), clusters);
  return { ready, kamajiReady, cpu };
}

/** The same on a new API server by the bare client. */
async function burstByBareClient(clusters: number): Promise<Burst> {
  const ground = await Ground.open({});
  try {
    const recording = await recordWrites(ground, ourSubject({ name: 'ours' }));
    if (recording.writes.length !== WRITES) {
      const seen = recording.writes.map(({ method, path }) => method + path);
      throw new Error(`Recorded not ${WRITES} writes but: ${seen.join(', ')}`);
    }
    const client = BareClient.start(ground, recording);
    try {
      return await client.during(burst(ground, clusters, [client.pid]));
    } finally {
      await client.stop();
    }
  } finally {
    await ground.close();
  }
}

function figuresOf(who: string, { ready, kamajiReady, cpu }: Burst) {
  return [
    { figure: 'all clusters Ready', value: ready, unit: 's' },
    { figure: 'all control planes Ready', value: kamajiReady, unit: 's' },
    ...cpu,
  ].map(({ figure, ...rest }) => ({ figure: `${who}: ${figure}`, ...rest }));
}

/**
 * Our controllers beside a bare client, in one run: a process that watches the clusters and sends for each the eight
 * writes that were recorded of ours, one after the other, without a look at anything else. It does not wait for Kamaji,
 * which therefore may finish after it.
 */
export const bare: Scenario = {
  oursOnly: true,
  async measure({ ground, start, args }) {
    const { processes } = await start();
    const pids = processes.map(({ pid }) => pid);
    const ours = await burst(ground, args.clusters, pids);
    const byBareClient = await burstByBareClient(args.clusters);
    return [
      ...figuresOf('ours', ours),
      ...figuresOf('bare client', byBareClient),
      {
        figure: 'all clusters Ready, ours to bare client',
        value: ours.ready / byBareClient.ready,
        unit: '',
        limit: MOST,
      },
    ];
  },
};
