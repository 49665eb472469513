import {
  BY_VENDOR,
  Surroundings,
  aCluster,
  aDpu,
  aWorld,
} from '@dpf-portal/test-support';
import { DpuClusterChange } from '../request/DpuClusterRequest';
import { changeEffects } from './changeEffects';

const DPUS = { dpus: [aDpu('dpu-1'), aDpu('dpu-2'), aDpu('dpu-3')] };

describe('What follows from a change', () => {
  it.each<[DpuClusterChange, Surroundings, string[]]>([
    [{ labels: { tier: 'gold' } }, {}, []],
    [
      { maxNodes: 20 },
      DPUS,
      ['DPF may assign up to 20 DPUs. Raising the ceiling reserves none.'],
    ],
    [{ maxNodes: 5 }, DPUS, ['Lowering the ceiling removes no DPU.']],
    [
      { maxNodes: 2 },
      DPUS,
      [
        'Lowering the ceiling removes no DPU. 3 DPUs are assigned and stay; DPF assigns no more until there are fewer than 2.',
      ],
    ],
    [{ maxNodes: 2 }, {}, ['Lowering the ceiling removes no DPU.']],
    [
      { expires: '2027-01-31' },
      {},
      ['The owner is reminded before that day. Nothing is deleted then.'],
    ],
    [{ expires: null }, {}, ['The owner is not reminded.']],
    [{ locked: null }, {}, ['team-b/green can be deleted again.']],
  ])('%j', (change, around, effects) => {
    expect(changeEffects(change, aCluster(), aWorld(around))).toEqual(effects);
  });

  it('is, of renewed certificates, that none is revoked and the CA stays', () => {
    for (const renewCertificates of ['kubeconfig', 'apiServer'] as const) {
      const said = changeEffects(
        { renewCertificates },
        aCluster(),
        aWorld(),
      ).join(' ');
      expect(said).toContain('It revokes nothing');
      expect(said).toContain('The CA is never renewed here');
    }
  });

  it('is that DPF keeps the kubeconfig that it has read', () => {
    for (const change of [
      { renewCertificates: 'kubeconfig' },
      { kubeconfigUpload: 'handle' },
    ] as const) {
      const byVendor = aWorld({ roles: BY_VENDOR });
      expect(changeEffects(change, aCluster(), byVendor).join(' ')).toContain(
        'until it restarts: `kubectl',
      );
      expect(
        changeEffects(change, aCluster(), aWorld()).join(' '),
      ).not.toContain('until it restarts');
    }
  });

  it('ends with the tool that reverts it', () => {
    const cluster = aCluster({
      metadata: { labels: { 'argocd.argoproj.io/instance': 'blue' } },
    });
    expect(changeEffects({ maxNodes: 20 }, cluster, aWorld()).at(-1)).toContain(
      'Argo CD application blue applies this DPUCluster',
    );
  });
});
