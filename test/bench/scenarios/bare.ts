import { BareClient } from '../bare/BareClient';
import { recordWrites } from '../bare/recordWrites';
import { Ground } from '../ground/Ground';
import { ourSubject } from '../subjects/ourSubject';
import { Measurement, Scenario } from './Scenario';

/** How much longer than the bare client we may take. */
const MOST = 1.2;
/** Clusters that are made first, so that the Leases are held, the code is compiled and the connections are open. */
const WARM = 10;
/** See test/integration/eightWrites.timed.test.ts. */
const WRITES = 8;

/** Seconds until all clusters are Ready. */
async function burst(ground: Ground, clusters: number): Promise<number> {
  const warm = await ground.create('warm', 0, WARM);
  await ground.watch.whenPhase(warm, 'Ready');
  const begun = performance.now();
  const created = await ground.create('burst', WARM, clusters);
  await ground.watch.whenPhase(created, 'Ready');
  return (performance.now() - begun) / 1000;
}

/** The same on a new API server by the bare client. */
async function burstByBareClient(clusters: number): Promise<number> {
  const ground = await Ground.open({});
  try {
    const recording = await recordWrites(ground, ourSubject({ name: 'ours' }));
    if (recording.writes.length !== WRITES) {
      const seen = recording.writes.map(({ method, path }) => method + path);
      throw new Error(`Recorded not ${WRITES} writes but: ${seen.join(', ')}`);
    }
    const client = BareClient.start(ground, recording);
    try {
      return await client.during(burst(ground, clusters));
    } finally {
      await client.stop();
    }
  } finally {
    await ground.close();
  }
}

/**
 * Our controllers beside a bare client, in one run: a process that watches the clusters and sends for each the eight
 * writes that were recorded of ours, one after the other, without a look at anything else.
 */
export const bare: Scenario = {
  oursOnly: true,
  async measure({ ground, start, args }) {
    await start();
    const ours = await burst(ground, args.clusters);
    const byBareClient = await burstByBareClient(args.clusters);
    const row = (figure: string, value: number, unit: string): Measurement => ({
      figure,
      value,
      unit,
    });
    return [
      row(`${args.clusters} Ready by us`, ours, 's'),
      row(`${args.clusters} Ready by a bare client`, byBareClient, 's'),
      { ...row('us to bare client', ours / byBareClient, ''), limit: MOST },
    ];
  },
};
