import { DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import { FindingCode } from './Finding';
import { explainedByUpgrade } from './explainedByUpgrade';

describe('an upgrade explains', () => {
  const { guide, released } = DPU_CLUSTER_GROUPS;
  const explains = (
    code: FindingCode,
    around: Parameters<typeof explainedByUpgrade>[1],
  ) => explainedByUpgrade({ code }, around);

  it.each<FindingCode>([
    'ApiNotAnswering',
    'NoManagerForType',
    'WebhookAway',
    'KeepalivedPodsMissing',
    'DpusNotOperational',
  ])('%s, while DPF is upgraded', code => {
    expect(explains(code, { dpf: true, group: released })).toBe(true);
    expect(explains(code, { dpf: true })).toBe(true);
    expect(explains(code, { dpf: false })).toBe(false);
    expect(explains(code, { dpf: true, group: guide })).toBe(false);
  });

  it.each<FindingCode>([
    'AddressInUse',
    'CertificateExpiring',
    'DpusFailed',
    'SettingsLost',
    'DpfTooNew',
    'DpfUpgradeBlocked',
    'UpgradeStalled',
  ])('nothing of %s', code => {
    const findings = [{ code: 'ControlPlaneUpgrading' as const }];
    expect(explains(code, { dpf: true, findings })).toBe(false);
  });

  it('a server that is away while its control plane is upgraded, of any group', () => {
    const findings = [{ code: 'ControlPlaneUpgrading' as const }];
    const around = { dpf: false, group: guide, findings };
    expect(explains('ApiNotAnswering', around)).toBe(true);
    expect(explains('WebhookAway', around)).toBe(false);
  });
});
