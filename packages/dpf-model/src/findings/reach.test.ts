import {
  aCluster,
  aControlPlane,
  aDpu,
  aWorld,
  blue,
} from '@dpf-portal/test-support';
import { Dpu, DpuCluster } from '../cluster/DpuCluster';
import { reachOf } from './reach';

const NOW = Date.parse('2026-11-24T16:00:00Z');
const DOWN = { health: 'unhealthy' as const, reason: 'Unreachable' as const };
const UP = { health: 'healthy' as const };

const green = aCluster({ status: { phase: 'NotReady' } });

function other(
  name: string,
  nic = 'br-dpu',
  phase: 'Ready' | 'Creating' = 'Ready',
) {
  return aCluster({
    metadata: { name, uid: `uid-${name}` },
    spec: {
      clusterEndpoint: {
        keepalived: { vip: '10.0.0.1', interface: nic, virtualRouterID: 1 },
      },
    },
    status: { phase },
  });
}

/** `down` are the clusters, besides green, whose API server does not answer. */
function reach(others: DpuCluster[], down: string[] = []) {
  const observations = Object.fromEntries(
    others.map(({ metadata }) => [
      metadata.uid,
      down.includes(metadata.name) ? DOWN : UP,
    ]),
  );
  const world = aWorld({
    now: NOW,
    others: [green, ...others],
    observations: { ...observations, 'uid-green': DOWN },
  });
  return reachOf(green, world);
}

describe('reachOf, of API servers', () => {
  it.each<[string, DpuCluster[], string[], string, string]>([
    [
      'alone',
      [],
      [],
      'cluster',
      'Only this cluster is affected. lab has no other.',
    ],
    [
      'beside one',
      [other('a')],
      [],
      'cluster',
      'Only this cluster is affected; the other one is not.',
    ],
    [
      'beside two',
      [other('a'), other('b')],
      [],
      'cluster',
      'Only this cluster is affected; the other 2 are not.',
    ],
    [
      'with all on its interface',
      [other('a'), other('b'), other('c', 'eno1')],
      ['a', 'b'],
      'network',
      'All 3 clusters on br-dpu are affected; the other one is not.',
    ],
    [
      'with the other one on its interface',
      [other('a')],
      ['a'],
      'network',
      'Both clusters on br-dpu are affected.',
    ],
    [
      'with everything',
      [other('a'), other('c', 'eno1')],
      ['a', 'c'],
      'managementCluster',
      'All 3 clusters of lab are affected.',
    ],
    [
      'with some',
      [other('a'), other('b')],
      ['a'],
      'managementCluster',
      '2 of 3 clusters of lab are affected.',
    ],
    [
      'beside one that is being created',
      [other('a', 'br-dpu', 'Creating')],
      ['a'],
      'cluster',
      'Only this cluster is affected. lab has no other.',
    ],
    [
      'with all on its interface and one more',
      [other('a'), other('c', 'eno1'), other('d', 'eno1')],
      ['a', 'c'],
      'network',
      'Both clusters on br-dpu are affected; the other one is not. 1 more of lab is affected, too.',
    ],
  ])('%s', (_, others, down, scope, sentence) => {
    expect(reach(others, down)).toMatchObject({ scope, sentence });
  });

  it('names the data store that the affected clusters share', () => {
    const far = other('far', 'eno1');
    const world = aWorld({
      now: NOW,
      others: [green, far, other('near')],
      controlPlane: aControlPlane(),
      otherControlPlanes: {
        far: {
          ...aControlPlane({}, 'uid-far'),
          metadata: { ...aControlPlane({}, 'uid-far').metadata, name: 'far' },
        },
      },
      observations: { 'uid-green': DOWN, 'uid-far': DOWN, 'uid-near': UP },
    });
    expect(reachOf(green, world)).toMatchObject({
      scope: 'dataStore',
      sentence:
        'Both clusters on data store default are affected; the other one is not.',
    });
  });

  it('says nothing of one that has not been Ready yet, or that is being deleted', () => {
    const world = aWorld({ observation: DOWN });
    expect(reachOf(aCluster(), world)).toBeUndefined();
    const metadata = { deletionTimestamp: '2026-11-24T15:00:00Z' };
    const deleted = aCluster({ metadata, status: { phase: 'NotReady' } });
    expect(reachOf(deleted, world)).toBeUndefined();
  });
});

describe('reachOf, of DPUs', () => {
  const ready = aCluster({ status: { phase: 'Ready' } });
  const dpu = (
    name: string,
    host: string,
    phase = 'Error',
    set?: string,
  ): Dpu => ({
    ...aDpu(name, set, phase),
    spec: { dpuNodeName: host },
  });
  const of = (dpus: Dpu[], elsewhere: Dpu[] = []) =>
    reachOf(
      ready,
      aWorld({
        now: NOW,
        others: [ready, blue],
        observation: UP,
        dpusOfOthers: { 'uid-green': dpus, 'uid-blue': elsewhere },
      }),
    );

  it.each<[Dpu[], Dpu[], string | undefined, string | undefined]>([
    [[dpu('a', 'host-1', 'OS Installing')], [], undefined, undefined],
    [
      [dpu('a', 'host-17'), dpu('b', 'host-17')],
      [],
      'host',
      'Both DPUs of host-17 are affected.',
    ],
    [[dpu('a', 'host-17')], [], 'host', 'The only DPU of host-17 is affected.'],
    [
      [dpu('a', 'host-17'), dpu('b', 'host-1', 'OS Installing')],
      [dpu('c', 'host-17')],
      'host',
      'Both DPUs of host-17 are affected.',
    ],
    [
      [dpu('a', 'host-17'), dpu('b', 'host-1', 'OS Installing')],
      [dpu('c', 'host-17', 'Pending')],
      'host',
      '1 of 2 DPUs of host-17 is affected.',
    ],
    [
      [dpu('a', 'host-1'), dpu('b', 'host-2'), dpu('c', 'host-3')],
      [],
      'dpus',
      'All 3 DPUs of this cluster are affected.',
    ],
    [
      [
        dpu('a', 'host-1', 'Error', 'rack-1'),
        dpu('b', 'host-2', 'Error', 'rack-1'),
        dpu('c', 'host-3', 'Pending', 'rack-2'),
      ],
      [],
      'dpuSet',
      'Both DPUs of DPUSet rack-1 are affected, no other.',
    ],
    [
      [dpu('a', 'host-1'), dpu('b', 'host-2'), dpu('c', 'host-3', 'Pending')],
      [],
      'dpus',
      '2 of 3 DPUs, on 2 hosts, are affected.',
    ],
  ])('%#', (dpus, elsewhere, scope, sentence) => {
    const found = of(dpus, elsewhere);
    expect(found?.scope).toBe(scope);
    expect(found?.sentence).toBe(sentence);
  });
});
