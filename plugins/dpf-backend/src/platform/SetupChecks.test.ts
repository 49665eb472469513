import { CheckOutcome } from '@dpf-portal/dpf-world';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { SetupChecks } from './SetupChecks';

const FINE: CheckOutcome[] = [
  { check: 'Rights', state: 'ok', message: 'All.' },
];
const KEPT_MS = 60_000;

describe('SetupChecks', () => {
  let hosted: FakeManagementCluster;
  let clock: FakeClock;
  let checks: SetupChecks;

  beforeEach(async () => {
    hosted = await FakeManagementCluster.start(TEST_SETTINGS);
    clock = new FakeClock(Date.parse('2026-11-24T10:00:00Z'));
    checks = new SetupChecks({ clock, keptMs: KEPT_MS });
  });
  afterEach(() => hosted.stop());

  const ask = (again = false) => checks.of(hosted, { again });

  it('makes one run for all who ask meanwhile, and keeps its answer for a while', async () => {
    const run = jest.spyOn(hosted, 'checkSetup').mockResolvedValue(FINE);
    const [one, other] = await Promise.all([ask(), ask(true)]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({
      source: { managementCluster: hosted.settings.name, reachable: true },
      checkedAt: '2026-11-24T10:00:00.000Z',
      checks: FINE,
    });
    await clock.advance(KEPT_MS - 1);
    expect((await ask()).checkedAt).toBe('2026-11-24T10:00:00.000Z');
    expect(run).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    expect((await ask()).checkedAt).toBe('2026-11-24T10:01:00.000Z');
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('checks again when asked to, but not for each of several people', async () => {
    const run = jest.spyOn(hosted, 'checkSetup').mockResolvedValue(FINE);
    await ask();
    await ask(true);
    expect(run).toHaveBeenCalledTimes(1);
    await clock.advance(3_000);
    await ask(true);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('answers within ten seconds where the management cluster hangs', async () => {
    jest.spyOn(hosted.connection.client, 'raw').mockImplementation(
      (_method, _path, _body, options) =>
        new Promise((_resolve, reject) => {
          options?.signal?.addEventListener('abort', () =>
            reject(options.signal?.reason),
          );
        }),
    );
    let answer: Awaited<ReturnType<typeof ask>> | undefined;
    const asked = ask().then(got => {
      answer = got;
    });
    // By its own clock, the management cluster is asked meanwhile what it does not let the portal read.
    await hosted.time.advance(10_000);
    await clock.advance(9_999);
    expect(answer).toBeUndefined();
    await clock.advance(1);
    await eventually(() => answer !== undefined);
    await asked;
    expect(answer?.checks).toEqual([
      {
        check: 'API server',
        state: 'problem',
        message: expect.stringContaining('There was no answer within 10 s.'),
        remedy: expect.any(String),
      },
    ]);
    expect(answer?.checkedAt).toBe('2026-11-24T10:00:10.000Z');
  });
});
