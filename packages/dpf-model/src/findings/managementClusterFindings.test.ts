import { managementClusterFindings } from './managementClusterFindings';

describe('managementClusterFindings', () => {
  const title = 'Lab';
  const capabilities = { apis: [], dpuGroups: [], kamaji: false };

  it('should say that DPF is not installed, and who installs it', () => {
    expect(managementClusterFindings({ title, capabilities })).toMatchObject([
      {
        code: 'DpfMissing',
        sentence:
          'DPF is not installed on Lab: its API server does not serve DPUCluster.',
        remedy:
          'Install DPF. In a lab, install the CRDs alone: `kubectl apply -f deploy/crds/dpf-25.10`.',
        who: 'platform',
        blocking: true,
      },
    ]);
  });

  it('should say since when the path to all DPU clusters is suspect', () => {
    const tenantPathInDoubtSince = '2026-11-24T14:02:00.000Z';
    expect(
      managementClusterFindings({
        title,
        tenantPathProblemSince: tenantPathInDoubtSince,
      }),
    ).toMatchObject([
      {
        code: 'TenantPathInDoubt',
        sentence:
          'Most DPU clusters of Lab stopped answering at once. The cause is probably the network from the portal; the states shown are from before.',
        remedy:
          'Check the network, or the proxy, between the portal and the DPU clusters.',
        who: 'platform',
        since: tenantPathInDoubtSince,
      },
    ]);
  });

  it('should say what a DPF that is too new keeps from happening', () => {
    const metadata = { name: 'dpfoperatorconfig' };
    expect(
      managementClusterFindings({
        title,
        operatorConfig: { metadata, status: { version: 'v27.1.0' } },
      }),
    ).toMatchObject([
      {
        code: 'DpfTooNew',
        sentence:
          'DPF v27.1.0 is newer than this release of the portal supports (up to v26.x). On Lab no role of the portal starts; a role that runs keeps its DPU clusters and starts no new ones.',
        remedy:
          'Upgrade this portal, and dpf-controllers where they run, to a release that supports this DPF.',
        who: 'platform',
        blocking: true,
      },
    ]);
    for (const operatorConfig of [
      undefined,
      'unreadable' as const,
      { metadata, status: { version: 'v26.8.0' } },
      { metadata },
    ]) {
      expect(managementClusterFindings({ title, operatorConfig })).toEqual([]);
    }
  });

  it('should say nothing of what is not known yet', () => {
    expect(managementClusterFindings({ title })).toEqual([]);
  });
});
