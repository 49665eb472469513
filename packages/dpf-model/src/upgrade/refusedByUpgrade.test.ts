import {
  DpfOperatorConfig,
  dpfUpgradeOf,
  dpfUpgradeRuns,
} from '../managementCluster/DpfOperatorConfig';
import { DpuClusterChange } from '../request/DpuClusterRequest';
import { DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import {
  changeRefusedByUpgrade,
  creationRefusedByUpgrade,
} from './refusedByUpgrade';

const { released, guide } = DPU_CLUSTER_GROUPS;

const config = (status: DpfOperatorConfig['status']): DpfOperatorConfig => ({
  metadata: { name: 'dpfoperatorconfig' },
  status,
});
const UPGRADING = config({ version: 'v26.4.0', targetVersion: 'v26.8.0' });
const FAILED = config({
  version: 'v26.4.0',
  targetVersion: 'v26.8.0',
  conditions: [
    {
      type: 'PreUpgradeValidationReady',
      status: 'False',
      reason: 'Error',
      message: '',
      lastTransitionTime: '2026-11-24T14:00:00Z',
    },
  ],
});

describe('an upgrade of DPF', () => {
  it.each([
    [undefined, undefined],
    ['unreadable' as const, undefined],
    [config({}), undefined],
    [config({ version: 'v26.4.0' }), undefined],
    [config({ version: 'v26.4.0', targetVersion: 'v26.4.0' }), undefined],
    [UPGRADING, { from: 'v26.4.0', to: 'v26.8.0' }],
    [config({ targetVersion: 'v26.8.0' }), { to: 'v26.8.0' }],
  ])('of %j is %j', (known, upgrade) => {
    expect(dpfUpgradeOf(known)).toEqual(upgrade);
  });

  it('runs only after its check has passed', () => {
    expect(dpfUpgradeRuns(UPGRADING)).toBe(true);
    expect(dpfUpgradeRuns(FAILED)).toBe(false);
    expect(dpfUpgradeRuns(config({ version: 'v26.4.0' }))).toBe(false);
  });

  it('refuses new clusters of the released group', () => {
    const said = creationRefusedByUpgrade('Site A', released, UPGRADING);
    expect(said).toMatch(
      /^DPF on Site A is being upgraded from v26\.4\.0 to v26\.8\.0\. No DPU cluster is created there until the upgrade has ended\./,
    );
    expect(creationRefusedByUpgrade('Site A', released, FAILED)).toBe(said);
    expect(
      creationRefusedByUpgrade('Site A', guide, UPGRADING),
    ).toBeUndefined();
    expect(
      creationRefusedByUpgrade('Site A', released, 'unreadable'),
    ).toBeUndefined();
  });

  it('lets a control plane be repaired while its own check holds it up', () => {
    const refused = (change: DpuClusterChange) =>
      changeRefusedByUpgrade('A', released, change, FAILED);
    expect(refused({ renewCertificates: 'apiServer' })).toBeUndefined();
    expect(refused({ restore: 'controlPlane' })).toBeUndefined();
    expect(refused({ version: 'v1.30.0' })).toMatch(/^DPF on A/);
  });

  it.each([
    [
      { version: 'v1.30.0' },
      /ended, the version of a DPU cluster cannot be changed/,
    ],
    [{ maxNodes: 3, purpose: 'dev' as const }, /the DPU ceiling of a/],
    [
      { labels: { a: null }, maxNodes: 3 },
      /the DPU ceiling and the labels of a DPU cluster/,
    ],
    [
      { renewCertificates: 'kubeconfig' as const },
      /the certificates of a DPU cluster cannot be changed/,
    ],
    [
      { restore: 'controlPlane' as const },
      /the control plane of a DPU cluster cannot/,
    ],
    [{ pausedUntil: '2026-12-01T00:00:00Z', locked: 'Why.' }, /^made$/],
    [{ purpose: 'dev' as const, owner: 'group:default/a' }, /^made$/],
    [{ kubeconfigUpload: 'x', pausedUntil: null }, /^made$/],
    [{}, /^made$/],
  ])('refuses of the change %j only what DPF acts on', (change, said) => {
    const refused = changeRefusedByUpgrade('A', released, change, UPGRADING);
    expect(refused ?? 'made').toMatch(said);
    expect(
      changeRefusedByUpgrade('A', guide, change, UPGRADING),
    ).toBeUndefined();
    expect(
      changeRefusedByUpgrade('A', released, change, undefined),
    ).toBeUndefined();
  });
});
