import { DpfOperatorConfig, toDpfInstallation } from './DpfOperatorConfig';

const metadata = {
  name: 'dpfoperatorconfig',
  namespace: 'dpf-operator-system',
};
const config = (
  change: Pick<DpfOperatorConfig, 'spec' | 'status'>,
): DpfOperatorConfig => ({ metadata, ...change });

describe('toDpfInstallation', () => {
  it('tells an unreadable configuration from none', () => {
    expect(toDpfInstallation('unreadable')).toEqual({ readable: false });
    expect(toDpfInstallation(undefined)).toBeUndefined();
  });

  it('shows what DPF demands', () => {
    expect(
      toDpfInstallation(
        config({
          spec: {
            deploymentMode: 'zero-trust',
            imagePullSecrets: ['registry'],
            flannel: { podCIDR: '10.240.0.0/12' },
            monitoring: { disable: true },
            kamajiClusterManager: {
              etcdEncryptionAtRest: { provider: 'staticKey' },
            },
          },
          status: { version: 'v26.4.0', targetVersion: 'v26.8.0' },
        }),
      ),
    ).toEqual({
      readable: true,
      version: 'v26.4.0',
      targetVersion: 'v26.8.0',
      deploymentMode: 'zero-trust',
      podCidr: '10.240.0.0/12',
      imagePullSecrets: ['registry'],
      monitoringDisabled: true,
      etcdEncryption: 'staticKey',
    });
  });

  it('names a target version only while DPF is upgraded', () => {
    const status = { version: 'v26.8.0', targetVersion: 'v26.8.0' };
    expect(
      toDpfInstallation(config({ status }))?.targetVersion,
    ).toBeUndefined();
  });

  it('says why DPF holds its own upgrade back', () => {
    const condition = {
      type: 'PreUpgradeValidationReady',
      status: 'False' as const,
      reason: 'Error',
      message: 'Validation must pass:\n* DPU State:\nDPU a is not ready',
      lastTransitionTime: '2026-11-24T14:00:00Z',
    };
    const validation = (status: 'True' | 'False') =>
      toDpfInstallation(
        config({ status: { conditions: [{ ...condition, status }] } }),
      )?.preUpgradeValidation;
    expect(validation('False')).toEqual({
      ready: false,
      message: 'Validation must pass: * DPU State: DPU a is not ready',
    });
    expect(validation('True')).toEqual({ ready: true });
  });
});
