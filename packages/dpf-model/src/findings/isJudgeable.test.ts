import { aCluster, aDpu, aWorld } from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../annotations';
import { FindingCode } from './Finding';
import { isJudgeable } from './isJudgeable';
import { WatchedKind } from './World';

describe('isJudgeable', () => {
  const cluster = aCluster({ status: { phase: 'Ready' } });
  const healthy = { health: 'healthy' as const };

  it('should say that a finding ended where everything that it depends on is known', () => {
    const world = aWorld({
      observation: healthy,
      dpus: [aDpu('dpu-1')],
      readyNodes: ['dpu-1'],
    });
    const codes: FindingCode[] = [
      'DpusFailed',
      'DpuLost',
      'ApiNotAnswering',
      'NoMatchingNodes',
      'NoManagerForType',
      'OwnerUnknown',
    ];
    for (const code of codes) {
      expect([code, isJudgeable(code, cluster, world)]).toEqual([code, true]);
    }
  });

  it.each<[WatchedKind, FindingCode[]]>([
    ['dpuClusters', ['SettingsLost', 'PauseIgnored', 'DpfMissing']],
    ['dpus', ['DpusFailed', 'DpusHeld', 'DpusOutdated', 'DeletionBlocked']],
    ['nodes', ['NoMatchingNodes', 'AddressInUse', 'ControlPlaneNotPlaced']],
    ['tenantControlPlanes', ['Sleeping', 'KamajiAway', 'ChildDrifted']],
    ['daemonSets', ['KeepalivedMissing', 'RouterIdInUse']],
    ['dataStores', ['DataStoreMissing']],
    ['operatorConfigs', ['DpfTooNew', 'DpfUpgradeBlocked']],
    ['roles', ['NoManagerForType', 'ControllerStalled']],
  ])('should not say so while %s are unknown', (kind, codes) => {
    const world = aWorld({ observation: healthy, unknown: [kind] });
    for (const code of codes) {
      expect([code, isJudgeable(code, cluster, world)]).toEqual([code, false]);
    }
    expect(isJudgeable('EndpointMissing', cluster, aWorld())).toBe(true);
  });

  it('should not say so of a finding about the management cluster either', () => {
    expect(isJudgeable('NoFeasibleCluster', undefined, aWorld())).toBe(true);
    expect(
      isJudgeable(
        'NoFeasibleCluster',
        undefined,
        aWorld({ unknown: ['dpus'] }),
      ),
    ).toBe(false);
  });

  it('should wait for the first probe', () => {
    const judge = (health?: 'unknown' | 'unhealthy') =>
      isJudgeable(
        'ApiNotAnswering',
        cluster,
        aWorld({ observation: health && { health } }),
      );
    expect(judge()).toBe(false);
    expect(judge('unknown')).toBe(false);
    expect(judge('unhealthy')).toBe(true);
  });

  it('should wait for the Nodes of a cluster that has DPUs', () => {
    const judge = (around: Parameters<typeof aWorld>[0]) =>
      isJudgeable('DpuLost', cluster, aWorld(around));
    const dpus = [aDpu('dpu-1')];
    expect(judge({ dpus, observation: healthy })).toBe(false);
    expect(judge({ dpus, readyNodes: [], observation: healthy })).toBe(true);
    expect(
      judge({ dpus, readyNodes: [], observation: { health: 'unhealthy' } }),
    ).toBe(false);
    expect(judge({ dpus: [], observation: healthy })).toBe(true);
  });

  it('should wait for the Secret that a cluster names', () => {
    const named = aCluster({ spec: { kubeconfig: 'admin' } });
    const judge = (state: 'unknown' | 'usable') =>
      isJudgeable(
        'KubeconfigUnusable',
        named,
        aWorld({ secret: { name: 'admin', state } }),
      );
    expect(judge('unknown')).toBe(false);
    expect(judge('usable')).toBe(true);
    expect(isJudgeable('KubeconfigUnusable', cluster, aWorld())).toBe(true);
  });

  it('should wait for the catalog where a cluster has an owner', () => {
    const owned = aCluster({
      metadata: { annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/a' } },
    });
    const world = aWorld();
    const judge = (isThere: boolean | undefined) =>
      isJudgeable('OwnerUnknown', owned, {
        ...world,
        portal: {
          lastSettings: () => undefined,
          isInCatalog: () => isThere,
        },
      });
    expect(judge(undefined)).toBe(false);
    expect(judge(true)).toBe(true);
  });
});
