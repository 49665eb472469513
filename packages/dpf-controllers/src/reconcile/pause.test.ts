import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import { Controller, objectKey } from '@dpf-portal/kube-controller';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';

const HOUR_MS = 60 * 60_000;
const LONGEST_MS = 7 * 24 * HOUR_MS;

describe('a cluster that is paused', () => {
  let bench: ReconcileBench;
  let cluster: DpuCluster;
  let controller: Controller;
  let stop: AbortController;

  const until = (text: string) => ({ [DPF_ANNOTATIONS.pausedUntil]: text });
  const pausedFor = (ms: number) =>
    until(new Date(bench.clock.now() + ms).toISOString());

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

  it.each([
    ['a millisecond more than 7 days ahead', () => pausedFor(LONGEST_MS + 1)],
    ['in the year 2999', () => until('2999-12-31T23:59:59Z')],
    ['a date of no certain hour', () => until('2026-12-31')],
    ['nothing that is a time', () => until('for ever')],
    ['what Date.parse reads and RFC 3339 does not', () => until('Jan 31 2099')],
  ])('is taken up though until %s', async (_, annotations) => {
    bench.edit(cluster, { metadata: { annotations: annotations() } });
    controller.enqueue(objectKey(cluster));
    await controller.settled();
    expect(bench.has('tenantcontrolplanes', 'team-a', 'test')).toBe(true);
  });

  it('is left alone for 7 days', async () => {
    bench.edit(cluster, { metadata: { annotations: pausedFor(LONGEST_MS) } });
    await bench.clock.advance(LONGEST_MS - 1);
    await controller.settled();
    expect(bench.server.writeLog()).toEqual([]);
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
