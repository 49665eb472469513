import { systemClock } from '@dpf-portal/kube-controller';
import { aCluster, aWorld } from '@dpf-portal/test-support';
import { setImmediate } from 'node:timers/promises';
import { openFindings } from './openFindings';

describe('openFindings', () => {
  const cluster = aCluster({ spec: { clusterEndpoint: undefined } });

  /** Each cluster takes this long. */
  function connection(options: { eachMs?: number; synced?: boolean } = {}) {
    const { eachMs = 0, synced = true } = options;
    let now = 0;
    return {
      synced,
      clock: { ...systemClock, monotonic: () => (now += eachMs) },
      clusters: () => Array.from({ length: 10 }, () => cluster),
      world: () => aWorld(),
    };
  }

  it.each([
    [1, 0],
    [15, 5],
    [30, 10],
  ])(
    'lets other work go on after 20 ms where a cluster takes %i ms',
    async (eachMs, atLeast) => {
      let done = false;
      const finding = openFindings({
        connection: connection({ eachMs }),
        roles: () => [],
        ownFindings: () => [],
      })().then(found => {
        done = true;
        return found;
      });
      let turns = 0;
      while (!done) {
        await setImmediate();
        turns++;
      }
      expect((await finding).length).toBeGreaterThanOrEqual(10);
      expect(turns).toBeGreaterThanOrEqual(atLeast);
      expect(turns).toBeLessThanOrEqual(atLeast + 2);
    },
  );

  it('keeps finding them once everything has been listed', async () => {
    const watched = connection({ synced: false });
    const open = openFindings({
      connection: watched,
      roles: () => [],
      ownFindings: () => [],
    });
    expect(await open()).toEqual([]);
    watched.synced = true;
    const found = await open();
    expect(found.length).toBeGreaterThan(0);
    // A definition changed, so that its objects are listed again.
    watched.synced = false;
    expect(await open()).toEqual(found);
  });

  it('says which are acknowledged', async () => {
    const acknowledgement = {
      by: 'user:default/ann',
      at: '2026-11-24T10:00:00Z',
      until: '2026-11-27T10:00:00Z',
      note: 'Ordered.',
    };
    const [first] = await openFindings({
      connection: connection(),
      roles: () => [],
      ownFindings: () => [],
      acknowledgementsOf: uid => code =>
        uid === cluster.metadata.uid && code === 'EndpointMissing'
          ? acknowledgement
          : undefined,
    })();
    expect(first.finding).toMatchObject({
      code: 'EndpointMissing',
      acknowledgement,
    });
  });
});
