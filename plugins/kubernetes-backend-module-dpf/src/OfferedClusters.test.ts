import { mockServices } from '@backstage/backend-test-utils';
import { FakeDpf, aCluster } from './__testUtils__/FakeDpf';
import { OfferedClusters } from './OfferedClusters';

const NOON = Date.parse('2026-11-30T12:00:00.000Z');
const MINUTE = 60_000;

describe('OfferedClusters', () => {
  const start = () => {
    const dpf = new FakeDpf();
    const time = { now: NOON };
    const logger = mockServices.logger.mock();
    const offered = new OfferedClusters({
      auth: mockServices.auth(),
      dpf,
      logger,
      now: () => time.now,
    });
    const token = (name: string) =>
      offered.detailsOf(`uid-${name}`)?.authMetadata.serviceAccountToken;
    return { dpf, time, logger, offered, token };
  };

  it('describes a cluster with its token, and demands a valid certificate', async () => {
    const { dpf, offered } = start();
    dpf.clusters = [aCluster('blue')];
    await offered.refresh();
    expect(offered.detailsOf('uid-blue')).toEqual({
      name: 'lab.team-a.blue',
      title: 'team-a/blue',
      url: 'https://10.66.66.70:6443',
      caData: 'Y2E=',
      skipTLSVerify: false,
      skipMetricsLookup: true,
      authMetadata: {
        'kubernetes.io/auth-provider': 'serviceAccount',
        serviceAccountToken: 'token-0-of-blue',
      },
    });
  });

  it('asks as the plugin itself', async () => {
    const { dpf, offered } = start();
    await offered.refresh();
    expect(dpf.bearers).toEqual([expect.stringContaining('plugin:test')]);
  });

  it('keeps a token until ten minutes before its end', async () => {
    const { dpf, time, offered, token } = start();
    dpf.clusters = [aCluster('blue')];
    await offered.refresh();
    time.now = NOON + 49 * MINUTE;
    await offered.refresh();
    expect(dpf.issued).toEqual(['blue']);
    time.now = NOON + 51 * MINUTE;
    await offered.refresh();
    expect(dpf.issued).toEqual(['blue', 'blue']);
    expect(token('blue')).toBe('token-1-of-blue');
  });

  it('never offers a token that has ended', async () => {
    const { dpf, time, offered, token } = start();
    dpf.clusters = [aCluster('blue')];
    await offered.refresh();
    dpf.refused.set('blue', 'It does not answer.');
    time.now = NOON + 55 * MINUTE;
    await offered.refresh();
    expect(token('blue')).toBe('token-0-of-blue');
    time.now = NOON + 60 * MINUTE;
    expect(token('blue')).toBeUndefined();
  });

  it('replaces a token that was revoked, and one of an earlier kubeconfig', async () => {
    const { dpf, offered, token } = start();
    dpf.clusters = [aCluster('blue')];
    await offered.refresh();
    dpf.revoked.add('id-0');
    await offered.refresh();
    expect(token('blue')).toBe('token-1-of-blue');
    dpf.clusters = [
      aCluster('blue', { kubeconfigChangedAt: '2026-11-30T11:59:00Z' }),
    ];
    await offered.refresh();
    await offered.refresh();
    expect(dpf.issued).toHaveLength(3);
  });

  it('forgets a cluster that is gone, or is no longer offered', async () => {
    const { dpf, offered, token } = start();
    dpf.clusters = [aCluster('blue'), aCluster('red')];
    await offered.refresh();
    dpf.clusters = [aCluster('red', { problem: 'It is being deleted.' })];
    await offered.refresh();
    expect([token('blue'), token('red')]).toEqual([undefined, undefined]);
  });

  it('goes on with the others when one cannot be had, and says the reason once', async () => {
    const { dpf, logger, offered, token } = start();
    dpf.clusters = [
      aCluster('blue'),
      aCluster('red'),
      aCluster('green', { problem: 'It is behind a proxy.' }),
    ];
    dpf.refused.set('red', 'It does not answer.');
    await offered.refresh();
    await offered.refresh();
    expect(token('blue')).toBe('token-0-of-blue');
    expect(dpf.issued).toEqual(['blue']);
    const said = logger.info.mock.calls.map(([message]) => message);
    expect(said).toEqual([
      expect.stringContaining('lab.team-a.green: It is behind a proxy.'),
      expect.stringMatching(/lab\.team-a\.red: .*It does not answer\.$/),
    ]);
    dpf.refused.clear();
    await offered.refresh();
    expect(token('red')).toBe('token-1-of-red');
  });

  it('never logs a token', async () => {
    const { dpf, logger, offered } = start();
    dpf.clusters = [aCluster('blue')];
    await offered.refresh();
    expect(JSON.stringify(logger.info.mock.calls)).not.toContain('token-');
  });
});
