import { aCluster, aControlPlane } from '@dpf-portal/test-support';
import type { Condition } from '@dpf-portal/kube-controller';
import { DpuCluster } from '../cluster/DpuCluster';
import { decideRaise, nextVersion } from './decideRaise';
import { UpgradeUnderWay, upgradeUnderWay } from './upgradesUnderWay';

const NOW = Date.parse('2026-11-24T15:00:00Z');

function ago(minutes: number): string {
  return new Date(NOW - minutes * 60_000).toISOString().replace('.000Z', 'Z');
}

function condition(
  type: string,
  status: Condition['status'],
  minutesAgo: number,
): Condition {
  return {
    type,
    status,
    reason: 'Because',
    message: '',
    lastTransitionTime: ago(minutesAgo),
  };
}

function running(
  uid: string,
  conditions: Condition[] = [],
  phase: 'Ready' | 'NotReady' | 'Failed' = 'Ready',
): DpuCluster {
  return aCluster({
    metadata: { uid, name: uid, namespace: 'team-a' },
    status: { phase, conditions },
  });
}

function controlPlane(
  installed: string | undefined,
  requested = installed,
  status = requested === installed ? 'Ready' : 'Upgrading',
) {
  const tcp = aControlPlane({
    kubernetesResources: { version: { version: installed, status } },
  });
  return { ...tcp, spec: { ...tcp.spec, kubernetes: { version: requested } } };
}

function busy(uid: string, stalled = false): UpgradeUnderWay {
  return { cluster: running(uid), stalled };
}

describe('the next version on the way', () => {
  it.each([
    ['v1.33.4', 'v1.35.6', 'v1.34.0'],
    ['v1.34.0', 'v1.35.6', 'v1.35.6'],
    ['v1.35.1', 'v1.35.6', 'v1.35.6'],
    ['1.31.2+k3s1', 'v1.35.6', 'v1.32.0'],
    ['v1.35.6', 'v1.35.6', undefined],
    ['v1.35.7', 'v1.35.6', undefined],
    ['v1.36.0', 'v1.35.6', undefined],
    ['v1.35.6', 'v2.0.0', undefined],
    ['unknown', 'v1.35.6', undefined],
  ])('from %s to %s is %s', (installed, target, next) => {
    expect(nextVersion(installed, target)).toBe(next);
  });
});

describe('the decision to raise a control plane', () => {
  const decide = (
    change: Partial<Parameters<typeof decideRaise>[0]> = {},
  ): ReturnType<typeof decideRaise> =>
    decideRaise({
      cluster: running('green'),
      controlPlane: controlPlane('v1.33.4'),
      target: 'v1.35.6',
      underWay: () => [],
      starting: new Set(),
      ...change,
    });

  it('starts one minor version up', () => {
    expect(decide()).toEqual({
      action: 'start',
      from: 'v1.33.4',
      to: 'v1.34.0',
    });
  });

  it.each([
    ['is there already', controlPlane('v1.35.6')],
    ['is newer', controlPlane('v1.36.1')],
    ['is being upgraded', controlPlane('v1.33.4', 'v1.34.0')],
    ['has never been Ready', controlPlane(undefined, 'v1.33.4')],
    ['does not exist', undefined],
  ])('leaves alone one that %s', (_, tcp) => {
    expect(decide({ controlPlane: tcp })).toEqual({ action: 'none' });
  });

  it('waits while Kamaji is paused for it, and takes no slot', () => {
    const tcp = controlPlane('v1.33.4');
    const paused = {
      ...tcp,
      metadata: {
        ...tcp.metadata,
        annotations: { 'kamaji.clastix.io/paused': '' },
      },
    };
    expect(decide({ controlPlane: paused })).toMatchObject({
      action: 'wait',
      because: 'Paused',
    });
  });

  it('looks at the others only where it is behind', () => {
    const underWay = jest.fn(() => []);
    decide({ controlPlane: controlPlane('v1.35.6'), underWay });
    expect(underWay).not.toHaveBeenCalled();
  });

  it.each([
    [
      'a cluster that is not Ready',
      { cluster: running('green', [], 'NotReady') },
    ],
    [
      'a control plane that is not whole',
      { controlPlane: controlPlane('v1.33.4', 'v1.33.4', 'Unknown') },
    ],
    ['one that is not back itself', { underWay: () => [busy('green')] }],
  ])('waits with %s', (_, change) => {
    expect(decide(change)).toMatchObject({
      action: 'wait',
      because: 'NotReady',
    });
  });

  it('has two at once, counting those that are just being started, and none twice', () => {
    expect(decide({ underWay: () => [busy('a')] }).action).toBe('start');
    for (const change of [
      { underWay: () => [busy('a'), busy('b')] },
      { underWay: () => [busy('a')], starting: new Set(['b']) },
      { starting: new Set(['a', 'b']) },
    ]) {
      expect(decide(change)).toMatchObject({
        action: 'wait',
        because: 'Slots',
      });
    }
    expect(
      decide({ underWay: () => [busy('a')], starting: new Set(['a']) }).action,
    ).toBe('start');
  });

  it('starts none after one that has not come back', () => {
    expect(decide({ underWay: () => [busy('a', true)] })).toMatchObject({
      action: 'wait',
      because: 'Stalled',
    });
  });
});

describe('an upgrade under way', () => {
  const of = (cluster: DpuCluster, tcp = controlPlane('v1.34.0')) =>
    upgradeUnderWay(cluster, tcp, NOW);

  it('is derived from the control plane before any condition reports it', () => {
    expect(of(running('a'), controlPlane('v1.33.4', 'v1.34.0'))).toMatchObject({
      stalled: false,
    });
    expect(
      of(running('a'), controlPlane('v1.34.0', 'v1.34.0', 'Upgrading')),
    ).toBeDefined();
    expect(of(running('a'))).toBeUndefined();
  });

  it.each([
    [14, false],
    [16, true],
  ])('that began %i min ago is stalled: %s', (minutes, stalled) => {
    const cluster = running(
      'a',
      [condition('Upgraded', 'False', minutes)],
      'NotReady',
    );
    const tcp = controlPlane('v1.33.4', 'v1.34.0');
    expect(of(cluster, tcp)).toMatchObject({ since: ago(minutes), stalled });
    // A new process finds the same.
    expect(of(cluster)).toMatchObject({ stalled });
  });

  it('has not ended while the cluster does not serve again', () => {
    const conditions = [
      condition('Upgraded', 'True', 17),
      condition('Ready', 'False', 20),
    ];
    expect(of(running('a', conditions, 'NotReady'))).toMatchObject({
      since: ago(20),
      stalled: true,
    });
    expect(
      of(running('a', [conditions[0], condition('Ready', 'True', 16)])),
    ).toBeUndefined();
  });

  it('is not blamed for a failure long after it', () => {
    const conditions = [
      condition('Upgraded', 'True', 600),
      condition('Ready', 'False', 30),
    ];
    expect(of(running('a', conditions, 'NotReady'))).toBeUndefined();
  });

  it('keeps nobody waiting once a person holds the cluster at Failed', () => {
    const conditions = [condition('Upgraded', 'False', 60)];
    const failed = running('a', conditions, 'Failed');
    expect(of(failed)).toBeUndefined();
    expect(of(failed, controlPlane('v1.33.4', 'v1.34.0'))).toMatchObject({
      stalled: false,
    });
  });
});
