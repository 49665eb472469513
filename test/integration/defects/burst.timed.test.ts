import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { ClusterHandle } from '../../management/ClusterHandle';
import { Lab } from '../../management/Lab';

const CLUSTERS = 60;
const WINDOW_MS = 5_000;
// The rate limit of the vendor's client for that period: 20 per second after a burst of 30.
const THROTTLED = 30 + (WINDOW_MS / 1000) * 20;

describe('A burst of clusters', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
  });
  afterAll(() => lab?.stop());

  it('B36: is worked off as fast as the API server takes it, by eight or nine writes each', async () => {
    const created = await Promise.all(
      Array.from({ length: CLUSTERS }, (_, index) =>
        ClusterHandle.create(
          lab.api,
          'team-a',
          kamajiCluster(`burst-${index}`, {
            vip: `10.66.67.${1 + index}`,
            virtualRouterID: 1 + index,
          }),
        ),
      ),
    );
    await Promise.all(created.map(cluster => cluster.ready()));

    const writes = await lab.audit.writesOf('dpf-controllers');
    const answered = writes
      .map(({ stageTimestamp }) => Date.parse(stageTimestamp))
      .sort((a, b) => a - b);
    const busiest = Math.max(
      ...answered.map(
        start =>
          answered.filter(at => at >= start && at < start + WINDOW_MS).length,
      ),
    );
    process.stdout.write(
      `  ${CLUSTERS} clusters: ${writes.length} writes in ${
        answered[answered.length - 1] - answered[0]
      } ms, at most ${busiest} in ${WINDOW_MS} ms\n`,
    );
    expect(busiest).toBeGreaterThan(THROTTLED);
    expect(writes.length).toBeGreaterThanOrEqual(8 * CLUSTERS);
    expect(writes.length).toBeLessThanOrEqual(9 * CLUSTERS);
  });
});
