import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterChange, Finding } from '@dpf-portal/dpf-model';
import { aCluster } from '../../__testUtils__/aCluster';
import { StoredChange, editProgress } from './editProgress';

const labelChange: StoredChange['labelChange'] = {
  deletes: 3,
  selectedBy: [],
  losses: [],
  gains: [],
  sentence: 'It deletes 3 DPUs.',
};

const drift: Finding = {
  code: 'ChildDrifted',
  severity: 'warning',
  blocking: false,
  sentence: 'It was changed by hand.',
  remedy: 'Restore it.',
  who: 'platform',
  evidence: { child: 'TenantControlPlane/blue' },
};

function progressOf(
  change: DpuClusterChange,
  before: Partial<DpuClusterView>,
  after: Partial<DpuClusterView>,
  more: Partial<StoredChange> = {},
) {
  return editProgress({
    change,
    before: aCluster(before),
    cluster: aCluster(after),
    ...more,
  });
}

describe('editProgress', () => {
  it.each<[string, DpuClusterChange]>([
    ['the ceiling', { maxNodes: 5 }],
    ['the owner', { owner: 'group:default/b' }],
    ['the lock', { locked: null }],
    ['the pause', { pausedUntil: null }],
    ['a label that no DPUSet selects', { labels: { tier: null } }],
  ])('has none for %s, which nobody has to carry out', (_, change) => {
    expect(
      progressOf(
        change,
        {},
        {},
        { labelChange: { ...labelChange, deletes: 0 } },
      ),
    ).toBeUndefined();
  });

  it('counts the DPUs that a change of labels deletes, up to the last', () => {
    const of = (dpus: DpuClusterView['dpus']) =>
      progressOf(
        { labels: { tier: null } },
        { dpus: { assigned: 4 } },
        { dpus },
        { labelChange },
      );
    expect(of({ assigned: 4 })?.isRunning).toBe(true);
    expect(of({ assigned: 2, deleting: 1 })).toEqual({
      text: 'DPF deletes DPUs: 1 is being deleted; 2 of 4 DPUs are left.',
      isRunning: true,
    });
    expect(of({ assigned: 1, deleting: 1 })?.isRunning).toBe(true);
    expect(of({ assigned: 1 })).toEqual({
      text: 'The DPUs are deleted; 1 of 4 DPUs are left.',
      isRunning: false,
    });
    expect(of({})?.text).toContain('cannot read how many are left');
  });

  it('follows a renewal by the time at which Kamaji issued the certificate', () => {
    const of = (before?: string, after?: string) =>
      progressOf(
        { renewCertificates: 'kubeconfig' },
        { certificatesIssued: { kubeconfig: before } },
        { certificatesIssued: { kubeconfig: after } },
      );
    const [first, second] = ['2026-11-24T10:00:00Z', '2026-11-24T11:00:00Z'];
    expect(of(first, first)?.isRunning).toBe(true);
    expect(of(first, second)).toMatchObject({ isRunning: false });
    expect(of(first, second)?.text).toContain('issued the new certificate at');
    // Nothing tells when it is done.
    expect(of()?.isRunning).toBe(false);
  });

  it('waits for a check of the API server with a new kubeconfig, and says its result', () => {
    const of = (probedAt: string) =>
      progressOf(
        { kubeconfigUpload: 'h' },
        {
          observation: { health: 'healthy', probedAt: '2026-11-24T10:00:00Z' },
        },
        {
          observation: {
            health: 'unhealthy',
            message: 'Unauthorized',
            probedAt,
          },
        },
      );
    expect(of('2026-11-24T10:00:00Z')?.isRunning).toBe(true);
    expect(of('2026-11-24T10:00:30Z')?.text).toMatch(
      /^The check from the portal failed: unauthorized/i,
    );
  });

  it('waits until the control plane is as it was created', () => {
    const change: DpuClusterChange = { restore: 'controlPlane' };
    expect(progressOf(change, {}, { findings: [drift] })?.isRunning).toBe(true);
    expect(progressOf(change, {}, {})).toEqual({
      text: 'The control plane is as it was created.',
      isRunning: false,
    });
  });
});
