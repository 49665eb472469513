import {
  DPF_ANNOTATIONS,
  DpuCluster,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Controller, objectKey } from '@dpf-portal/kube-controller';
import { ReconcileBench } from '../testing/ReconcileBench';
import { kamajiCluster } from '../__testUtils__/Stage';

const HOUR_MS = 60 * 60_000;

describe('a cluster that is paused', () => {
  let bench: ReconcileBench;
  let cluster: DpuCluster;
  let controller: Controller;
  let stop: AbortController;

  const pausedFor = (ms: number) => {
    const until = new Date(bench.clock.now() + ms).toISOString();
    return { [DPF_ANNOTATIONS.pausedUntil]: until };
  };

  beforeEach(async () => {
    bench = await ReconcileBench.create();
    cluster = bench.create(
      kamajiCluster({ metadata: { annotations: pausedFor(3 * HOUR_MS) } }),
    );
    controller = new Controller({
      name: 'test',
      reconcile: () => bench.reconcile(cluster),
      clock: bench.clock,
    });
    stop = new AbortController();
    void controller.run(stop.signal);
    controller.enqueue(objectKey(cluster));
    await controller.settled();
  });
  afterEach(async () => {
    stop.abort();
    await bench.stop();
  });

  it('is left alone until the time, and taken up again by itself at the time', async () => {
    await bench.clock.advance(3 * HOUR_MS - 1);
    await controller.settled();
    expect(bench.server.writeLog()).toEqual([]);

    await bench.clock.advance(1);
    await controller.settled();
    expect(bench.live(cluster).status?.phase).toBe('Creating');
    expect(bench.has('tenantcontrolplanes', 'team-a', 'test')).toBe(true);
  });

  it('is taken up at once when the pause is lifted', async () => {
    bench.edit(cluster, {
      metadata: { annotations: { [DPF_ANNOTATIONS.pausedUntil]: null } },
    });
    // As the watch does for any edit.
    controller.enqueue(objectKey(cluster));
    await controller.settled();
    expect(bench.has('tenantcontrolplanes', 'team-a', 'test')).toBe(true);
  });
});
