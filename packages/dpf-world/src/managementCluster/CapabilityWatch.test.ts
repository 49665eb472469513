import {
  Discovery,
  KubeClient,
  RestTransport,
  silentLogger,
} from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { CapabilityWatch } from './CapabilityWatch';
import { DiscoveredApis } from './discoverCapabilities';

describe('CapabilityWatch', () => {
  let api: FakeApiServer;
  let transport: RestTransport;
  let clock: FakeClock;
  let watch: CapabilityWatch;
  let definitions: { complete: boolean };
  let found: DiscoveredApis[];
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    transport = RestTransport.fromKubeConfig(api.kubeConfig());
    clock = new FakeClock();
    definitions = { complete: false };
    found = [];
    watch = new CapabilityWatch({
      discovery: new Discovery({ client: new KubeClient({ transport }) }),
      clock,
      logger: silentLogger,
      definitions,
      onChange: apis => found.push(apis),
    });
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await running;
    transport.close();
    await api.stop();
  });

  const resting = (ms: number) => eventually(() => clock.nextTimerInMs === ms);
  const start = async () => {
    running = watch.run(stop.signal);
    await resting(30_000);
  };
  const groups = () =>
    watch.current?.capabilities.apis.map(({ group }) => group.split('.')[1]);

  it('reports once while nothing changes', async () => {
    await start();
    for (let turn = 0; turn < 12; turn++) {
      await clock.advance(30_000);
      await resting(30_000);
    }
    expect(found).toHaveLength(1);
  });

  it('finds a group that is installed later', async () => {
    api.hiddenGroups.add('provisioning.dpu.nvidia.com');
    api.hiddenGroups.add('kamaji.clastix.io');
    await start();
    expect(groups()).toEqual(['dpf']);
    expect(watch.current?.capabilities.kamaji).toBe(false);

    api.hiddenGroups.clear();
    await clock.advance(30_000);
    await eventually(() => found.length === 2);
    expect(groups()).toEqual(['dpu', 'dpf']);
    expect(watch.current?.capabilities.kamaji).toBe(true);
  });

  it('follows an upgraded definition at the next look, not at the next full one', async () => {
    await start();
    expect(watch.current?.capabilities.apis[0]).toMatchObject({
      statusVersion: false,
      maxNodesLimit: 1000,
    });

    api.dpuClusterSchema = {
      properties: {
        spec: { properties: { maxNodes: { maximum: 3000 } } },
        status: { properties: { version: {} } },
      },
    };
    await clock.advance(30_000);
    await eventually(() => found.length === 2);
    expect(watch.current?.capabilities.apis[0]).toMatchObject({
      specVersion: false,
      statusVersion: true,
      maxNodesLimit: 3000,
    });
  });

  it('does not believe at once that a group is gone', async () => {
    await start();
    api.hiddenGroups.add('kamaji.clastix.io');
    await clock.advance(30_000);
    await resting(30_000);
    expect(watch.current?.capabilities.kamaji).toBe(true);

    api.hiddenGroups.clear();
    await clock.advance(30_000);
    await resting(30_000);
    api.hiddenGroups.add('kamaji.clastix.io');
    await clock.advance(30_000);
    await resting(30_000);
    expect(watch.current?.capabilities.kamaji).toBe(true);

    await clock.advance(30_000);
    await eventually(() => watch.current?.capabilities.kamaji === false);
    expect(found).toHaveLength(2);
  });

  it('asks every second while the server does not answer', async () => {
    await api.stop();
    running = watch.run(stop.signal);
    await resting(1_000);
    expect(watch.current).toBeUndefined();
    api = await FakeApiServer.start();
  });

  describe('when the definitions are watched', () => {
    beforeEach(() => {
      definitions.complete = true;
    });

    it('asks for nothing over half an hour, then once', async () => {
      await start();
      const atStart = api.discoveries.length;
      await clock.advance(29 * 60_000);
      expect(api.discoveries.slice(atStart)).toEqual([]);
      for (let turn = 0; turn < 4; turn++) {
        await clock.advance(30_000);
        await resting(30_000);
      }
      expect(
        api.discoveries.slice(atStart).filter(path => path === '/openapi/v3'),
      ).toHaveLength(1);
    });

    it('looks until the server serves what has changed, and no longer', async () => {
      api.hiddenGroups.add('kamaji.clastix.io');
      await start();
      watch.definitionChanged();
      await resting(500);
      await clock.advance(500);
      await resting(500);
      expect(watch.current?.capabilities.kamaji).toBe(false);

      api.hiddenGroups.clear();
      await clock.advance(500);
      await resting(1_000);
      expect(watch.current?.capabilities.kamaji).toBe(true);

      for (const ms of [1_000, 2_000, 4_000, 8_000, 16_000]) {
        await resting(ms);
        await clock.advance(ms);
      }
      await resting(30_000);
      const settled = api.discoveries.length;
      await clock.advance(10 * 60_000);
      expect(api.discoveries).toHaveLength(settled);
    });

    it('accepts that a definition is removed once it has been missing for 30 s', async () => {
      await start();
      api.hiddenGroups.add('kamaji.clastix.io');
      watch.definitionChanged();
      for (const ms of [500, 500, 1_000, 2_000, 4_000, 8_000]) {
        await resting(ms);
        await clock.advance(ms);
      }
      await resting(16_000);
      expect(watch.current?.capabilities.kamaji).toBe(true);
      await clock.advance(16_000);
      await eventually(() => watch.current?.capabilities.kamaji === false);
    });

    it('polls again as soon as they are watched no more', async () => {
      await start();
      await clock.advance(5 * 60_000);
      definitions.complete = false;
      api.hiddenGroups.add('kamaji.clastix.io');
      for (let turn = 0; turn < 3; turn++) {
        await clock.advance(30_000);
        await resting(30_000);
      }
      expect(watch.current?.capabilities.kamaji).toBe(false);
    });
  });
});
