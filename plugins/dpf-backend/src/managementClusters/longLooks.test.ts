import { setImmediate } from 'node:timers/promises';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { FindingSightings } from '../notifications/FindingSightings';
import { ClusterAssessments } from '../reads/ClusterAssessments';
import { HostedManagementCluster } from './HostedManagementCluster';

const CLUSTERS = 10;

/** A clock by which each cluster takes 15 ms. */
function slowClock() {
  let now = 0;
  return { monotonic: () => (now += 15) };
}

describe('A look at all clusters', () => {
  let hosted: FakeManagementCluster;
  beforeAll(async () => {
    hosted = await FakeManagementCluster.start(TEST_SETTINGS);
    for (let n = 0; n < CLUSTERS; n++) {
      await hosted.add(`c${n}`);
    }
  });
  afterAll(() => hosted.stop());

  it.each<[string, (it: HostedManagementCluster) => Promise<unknown>]>([
    [
      'for the notifications',
      it => new FindingSightings({ clock: slowClock() }).look(it),
    ],
    [
      'for a list',
      it =>
        new ClusterAssessments({
          clock: slowClock(),
          acknowledgements: { of: () => () => undefined },
        }).renew(it),
    ],
  ])('%s lets other work go on after 20 ms', async (_, look) => {
    let isDone = false;
    const looking = look(hosted).then(() => {
      isDone = true;
    });
    let turns = 0;
    while (!isDone) {
      await setImmediate();
      turns++;
    }
    await looking;
    expect(turns).toBeGreaterThanOrEqual(CLUSTERS / 2);
  });
});
