import { TenantControlPlane, boundedText } from '@dpf-portal/dpf-model';
import { boundedText as boundedServerText } from '@dpf-portal/kube-controller';
import { SharedParts } from './SharedParts';
import { trimDpu, trimOperatorConfig, trimTenantControlPlane } from './trim';

const FLOOD = `a\nb\u001b[2J${'x'.repeat(500_000)}`;
const condition = {
  type: 'Ready',
  status: 'False' as const,
  reason: 'No',
  message: FLOOD,
  lastTransitionTime: '2026-01-01T00:00:00Z',
};

describe('what is kept of objects of others', () => {
  it('is bounded, of a DPU', () => {
    const { status } = trimDpu(
      {
        metadata: { name: 'dpu' },
        status: { phase: FLOOD, conditions: Array(1_000).fill(condition) },
      },
      new SharedParts(),
    );
    expect(status?.phase).toHaveLength(253);
    expect(status?.conditions).toHaveLength(10);
    expect(status?.conditions?.[0].message).toMatch(/^a b \[2Jx{285,}…$/);
    expect(JSON.stringify(status)).not.toMatch(/\\[nu]/);
  });

  it('is cut by the rule that holds for texts of a server', () => {
    for (const text of [FLOOD, 'a\u202eb', '\ud83d', '👍'.repeat(5), 'fine']) {
      expect(boundedText(text, 8)).toBe(boundedServerText(text, 8));
    }
  });

  it('is little, of a DPU that works: there are thousands', () => {
    const True = { ...condition, status: 'True' as const, message: 'x' };
    const types = Array.from({ length: 20 }, (_, n) => `Step${n}`);
    const trimmed = trimDpu(
      {
        metadata: {
          name: 'worker-1-dpu-0',
          labels: {
            'provisioning.dpu.nvidia.com/dpuset-name': 'rack-1',
            'example.com/other': FLOOD,
          },
          annotations: { note: FLOOD },
        },
        spec: {
          dpuNodeName: 'worker-1',
          cluster: { name: 'blue', namespace: 'team-a' },
        },
        status: {
          phase: 'Ready',
          previousPhase: 'Node Effect Removal',
          conditions: types.map(type => ({ ...True, type })),
          operationalConditions: ['NodeProblemsReady', 'OperationalReady'].map(
            type => ({ ...True, type }),
          ),
        },
      },
      new SharedParts(),
    );
    expect(trimmed.metadata.labels).toEqual({
      'provisioning.dpu.nvidia.com/dpuset-name': 'rack-1',
    });
    expect(trimmed.status).toEqual({
      phase: 'Ready',
      conditions: [],
      operationalConditions: [{ ...True, type: 'OperationalReady' }],
    });
    expect(JSON.stringify(trimmed).length).toBeLessThan(500);
  });

  it('keeps of a DPU what tells that it waits, is outdated, gets on, or may be assigned', () => {
    const at = (time: string, type: string) => ({
      ...condition,
      type,
      status: 'True' as const,
      lastTransitionTime: time,
    });
    const old = at('2026-11-24T10:00:00Z', 'Initialized');
    const newest = at('2026-11-24T11:00:00Z', 'NodeEffectReady');
    const selector = { matchLabels: { tier: 'gold' } };
    const parts = new SharedParts();
    const trimmed = trimDpu(
      {
        metadata: { name: 'dpu' },
        spec: {
          nodeEffect: { hold: true, force: FLOOD },
          cluster: { selector },
          dpuDeviceName: 'dpu0',
          serialNumber: FLOOD,
          bfb: 'bfb-1',
        },
        status: {
          phase: 'Rebooting',
          previousPhase: 'DPU Config',
          conditions: [newest, old],
          outdated: { reason: 'OutdatedBFB', timeStamp: FLOOD },
          rebootStatus: { reason: FLOOD },
        },
      },
      parts,
    );
    expect(trimmed).toMatchObject({
      spec: {
        nodeEffect: { hold: true },
        cluster: { selector },
        dpuDeviceName: 'dpu0',
        bfb: 'bfb-1',
      },
      status: {
        previousPhase: 'DPU Config',
        conditions: [{ type: 'NodeEffectReady' }],
        outdated: { reason: 'OutdatedBFB' },
      },
    });
    expect(JSON.stringify(trimmed).length).toBeLessThan(2_000);
    const assigned = trimDpu(
      {
        metadata: { name: 'dpu' },
        spec: { cluster: { name: 'blue', namespace: 'a', selector } },
      },
      parts,
    );
    expect(assigned.spec?.cluster).toEqual({ name: 'blue', namespace: 'a' });
  });

  it('keeps of a DPU that failed what says why', () => {
    const step = { ...condition, type: 'OSInstalled', message: 'No BFB.' };
    const error = { ...step, type: 'Error', status: 'True' as const };
    const done = { ...step, type: 'Initialized', status: 'True' as const };
    expect(
      trimDpu(
        {
          metadata: { name: 'dpu' },
          status: { phase: 'Error', conditions: [done, step, error] },
        },
        new SharedParts(),
      ).status?.conditions,
    ).toEqual([step, error]);
  });

  it('is bounded, of what Kamaji says of a control plane', () => {
    const tcp: TenantControlPlane = {
      metadata: { name: 'blue' },
      status: {
        controlPlaneEndpoint: FLOOD,
        kubernetesResources: { version: { status: FLOOD, version: FLOOD } },
        kubeconfig: { admin: { secretName: FLOOD, lastUpdate: FLOOD } },
        certificates: { apiServer: { lastUpdate: FLOOD } },
      },
    };
    const { status } = trimTenantControlPlane(tcp, new SharedParts());
    expect(JSON.stringify(status).length).toBeLessThan(2_000);
    expect(JSON.stringify(status)).not.toMatch(/\\[nu]/);
  });

  it('keeps when the certificates of a control plane were issued, by which the portal sees that a renewal has ended', () => {
    const status = {
      kubeconfig: { admin: { lastUpdate: '2026-12-01T03:00:00Z' } },
      certificates: { apiServer: { lastUpdate: '2026-12-01T04:00:00Z' } },
    };
    expect(
      trimTenantControlPlane(
        { metadata: { name: 'a' }, status },
        new SharedParts(),
      ).status,
    ).toMatchObject(status);
  });

  it('has, of a control plane, when its version was requested, and no record of other writes', () => {
    const wrote = (time: string, field: string) => ({
      manager: 'm',
      time,
      fieldsV1: { 'f:spec': { 'f:kubernetes': { [field]: {} } } },
    });
    const metadata = {
      name: 'green',
      managedFields: [
        wrote('2026-01-01T00:00:00Z', 'f:version'),
        wrote('2026-01-02T00:00:00Z', 'f:kubelet'),
        { manager: 'status', time: '2026-01-03T00:00:00Z' },
      ],
    };
    const trimmed = trimTenantControlPlane({ metadata }, new SharedParts());
    expect(trimmed.versionRequestedAt).toBe('2026-01-01T00:00:00Z');
    expect(
      trimTenantControlPlane(
        { metadata: { name: 'green' } },
        new SharedParts(),
      ),
    ).not.toHaveProperty('versionRequestedAt');
  });

  it("is bounded, of DPF's own configuration, and encryption stays an answer of its own", () => {
    const kept = trimOperatorConfig({
      metadata: { name: 'dpfoperatorconfig' },
      spec: {
        deploymentMode: FLOOD,
        imagePullSecrets: Array(1_000).fill(FLOOD),
        flannel: { podCIDR: FLOOD },
        kamajiClusterManager: { etcdEncryptionAtRest: {} },
      },
      status: { version: FLOOD, conditions: Array(1_000).fill(condition) },
    });
    expect(JSON.stringify(kept).length).toBeLessThan(80_000);
    expect(JSON.stringify(kept)).not.toMatch(/\\[nu]/);
    expect(kept.spec?.kamajiClusterManager?.etcdEncryptionAtRest).toBeDefined();
  });

  it('keeps the lines of DPF’s check before an upgrade, bounded', () => {
    const validation = (message: string) =>
      trimOperatorConfig({
        metadata: { name: 'dpfoperatorconfig' },
        status: {
          conditions: [
            { ...condition, type: 'Ready' },
            { ...condition, type: 'PreUpgradeValidationReady', message },
          ],
        },
      }).status?.conditions?.[1].message;
    const lines = Array.from({ length: 500 }, (_, i) => `DPU dpu-${i} is not`);
    expect(validation(lines.join('\n'))?.split('\n')).toEqual(lines);
    expect(validation('a\u202eb\r\nc')).toBe('a b\nc');
    expect(validation(FLOOD.repeat(100))?.length).toBeLessThan(65_000);
  });

  it('is as it stands there, where it is ordinary', () => {
    expect(
      trimDpu(
        {
          metadata: { name: 'dpu' },
          status: {
            phase: 'Ready',
            conditions: [{ ...condition, message: '' }],
          },
        },
        new SharedParts(),
      ).status,
    ).toEqual({ phase: 'Ready', conditions: [{ ...condition, message: '' }] });
  });
});
