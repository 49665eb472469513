import {
  BY_VENDOR,
  CREATED,
  Surroundings,
  aCluster,
  aControlPlane,
  aDpu,
  aWorld,
} from '@dpf-portal/test-support';
import type { Condition } from '@dpf-portal/kube-controller';
import { DpfOperatorConfig } from '../managementCluster/DpfOperatorConfig';
import { Finding } from './Finding';
import { findingsOf } from './findingsOf';
import { KubeletVersion } from './Observation';

const NEW_SHAPE = { specVersion: false, statusVersion: true };
const ready = aCluster({ status: { phase: 'Ready' } });

function runs(version: string) {
  const tcp = aControlPlane({
    kubernetesResources: { version: { version, status: 'Ready' } },
  });
  return { ...tcp, spec: { ...tcp.spec, kubernetes: { version } } };
}

function said(
  code: Finding['code'],
  world: Surroundings,
  cluster = ready,
): Finding | undefined {
  return findingsOf(cluster, aWorld({ api: NEW_SHAPE, ...world })).find(
    finding => finding.code === code,
  );
}

function condition(
  type: string,
  status: Condition['status'],
  message: string,
): Condition {
  return {
    type,
    status,
    reason: 'Error',
    message,
    lastTransitionTime: CREATED,
  };
}

describe('a rotation of the encryption key', () => {
  const withRotation = (status: Condition['status']) =>
    aCluster({
      status: {
        phase: 'Ready',
        conditions: [
          condition(
            'EtcdEncryptionRotationBlocked',
            status,
            'The key Secret is missing.',
          ),
        ],
      },
    });

  it('that is blocked is said with DPF’s message', () => {
    expect(
      said('EncryptionRotationBlocked', {}, withRotation('True')),
    ).toMatchObject({
      severity: 'warning',
      who: 'platform',
      since: CREATED,
      sentence:
        'DPF cannot rotate the encryption key of etcd: The key Secret is missing.',
    });
  });

  it.each(['False', 'Unknown'] as const)(
    'that is not blocked (%s) is nothing',
    status => {
      expect(
        said('EncryptionRotationBlocked', {}, withRotation(status)),
      ).toBeUndefined();
    },
  );
});

describe('the kubelets', () => {
  const kubelet = (version: string, ...names: string[]): KubeletVersion => ({
    version,
    count: names.length,
    names,
  });
  const skew = (
    kubeletVersions: KubeletVersion[],
    around: Surroundings = {},
    serverVersion = 'v1.35.6',
  ) =>
    said('KubeletSkew', {
      observation: { health: 'healthy', serverVersion, kubeletVersions },
      ...around,
    });

  it('that are more than three minor versions behind are named', () => {
    expect(
      skew([kubelet('v1.35.6', 'a'), kubelet('v1.31.9', 'b', 'c')]),
    ).toMatchObject({
      who: 'platform',
      sentence:
        'Kubernetes does not support kubelet v1.31.9 with API server v1.35.6: it is more than 3 minor versions behind. 2 Nodes run it: b, c.',
      remedy: expect.stringContaining('a kubelet of v1.32 to v1.35'),
    });
  });

  it('that are newer have the control plane upgraded first', () => {
    expect(
      skew([kubelet('v1.37.0', 'a')], {
        api: { specVersion: true },
      })?.remedy,
    ).toContain(`'{"spec":{"version":"v1.36.0"}}'`);
    expect(skew([kubelet('v1.36.0', 'a')])?.remedy).toContain(
      'Set kubernetesVersion',
    );
  });

  it.each(['v1.35.9', 'v1.35.0', 'v1.32.0', 'odd'])(
    'of %s are supported, or not known',
    version => {
      expect(skew([kubelet(version, 'a')])).toBeUndefined();
    },
  );

  it('are judged by the installed version, and not during an upgrade', () => {
    const nodes = [kubelet('v1.31.0', 'a')];
    expect(skew(nodes, { controlPlane: runs('v1.34.0') })).toBeUndefined();
    const upgrading = {
      ...runs('v1.35.0'),
      spec: { kubernetes: { version: 'v1.36.0' } },
    };
    expect(skew(nodes, { controlPlane: upgrading })).toBeUndefined();
  });

  it('are counted over all versions', () => {
    const sentence = skew([
      kubelet('v1.31.0', 'a'),
      kubelet('v1.30.0', 'b', 'c'),
    ])?.sentence;
    expect(sentence).toMatch(/1 Node runs it: a\. 2 other Nodes too\.$/);
  });
});

describe('an upgrade of DPF', () => {
  const config = (status: DpfOperatorConfig['status']): DpfOperatorConfig => ({
    metadata: { name: 'dpfoperatorconfig' },
    status: { version: 'v26.8.0', ...status },
  });
  const failed = (message: string) =>
    config({
      targetVersion: 'v26.9.0',
      conditions: [condition('PreUpgradeValidationReady', 'False', message)],
    });
  const dpu = (name: string, phase: string) => ({
    ...aDpu(name, undefined, phase),
    metadata: { name, namespace: 'dpf-operator-system' },
  });

  it('is held up by the DPU that DPF names', () => {
    const operatorConfig = failed(
      'Validation must pass for DPF upgrade to continue:\n* DPU State:\n  DPU dpu-2 is not ready\n  DPU of-others is not ready',
    );
    expect(
      said('DpfUpgradeBlocked', {
        operatorConfig,
        dpus: [dpu('dpu-1', 'OS Installing'), dpu('dpu-2', 'Error')],
      }),
    ).toMatchObject({
      severity: 'warning',
      who: 'platform',
      since: CREATED,
      sentence:
        'DPU dpf-operator-system/dpu-2 holds up the upgrade of DPF to v26.9.0: it is not Ready (Error).',
      remedy: expect.stringContaining(
        '`kubectl -n dpf-operator-system describe dpus.provisioning.dpu.nvidia.com dpu-2`',
      ),
    });
  });

  it('is held up by the kubelet that DPF names, of this cluster only', () => {
    const line = (cluster: string) =>
      `kubernetes version skew violated: cluster ${cluster}: DPU dpf-operator-system/dpu-3: kubelet version (v1.31.0) is more than 3 minor versions behind kube-apiserver version (v1.35.6)`;
    const about = (cluster: string) =>
      said('DpfUpgradeBlocked', {
        operatorConfig: failed(`* Kubernetes Version Skew:\n${line(cluster)}`),
        dpus: [],
      });
    expect(about('team-b/green')?.sentence).toBe(
      'DPU dpf-operator-system/dpu-3 holds up the upgrade of DPF to v26.9.0: its kubelet v1.31.0 is more than 3 minor versions behind the API server v1.35.6.',
    );
    expect(about('team-a/blue')).toBeUndefined();
  });

  it('is held up by a kubelet that is newer than the API server', () => {
    const operatorConfig = failed(
      '* Kubernetes Version Skew:\n  * kubernetes version skew violated: cluster team-b/green: DPU dpf-operator-system/dpu-3: kubelet version (v1.36.0) is newer than kube-apiserver version (v1.35.6)',
    );
    const finding = said('DpfUpgradeBlocked', { operatorConfig, dpus: [] });
    expect(finding?.sentence).toContain(
      'its kubelet v1.36.0 is newer than the API server v1.35.6.',
    );
    expect(finding?.remedy).toContain('a BFB with an older kubelet');
  });

  it('that has been asked for and not checked is held up by DPUs that are not Ready', () => {
    const operatorConfig = config({ targetVersion: 'v26.9.0' });
    const dpus = [dpu('dpu-1', 'Ready'), dpu('dpu-2', 'Rebooting')];
    expect(
      said('DpfUpgradeBlocked', { operatorConfig, dpus })?.sentence,
    ).toContain('dpu-2');
    expect(
      said('DpfUpgradeBlocked', { operatorConfig: config({}), dpus }),
    ).toBeUndefined();
  });

  it('would be held up by a control plane that DPF’s manager cannot raise in one step', () => {
    const world = { controlPlane: runs('v1.33.4'), roles: BY_VENDOR };
    expect(said('DpfUpgradeBlocked', world)).toMatchObject({
      severity: 'info',
      sentence: expect.stringContaining(
        'TenantControlPlane team-b/green holds up the next upgrade of DPF: it runs Kubernetes v1.33.4',
      ),
      remedy: expect.stringContaining(
        `\`kubectl -n team-b patch tenantcontrolplane green --type=merge -p '{"spec":{"kubernetes":{"version":"v1.34.0"}}}'\``,
      ),
    });
    for (const controlPlane of [runs('v1.34.1'), runs('v1.35.6')]) {
      expect(
        said('DpfUpgradeBlocked', { ...world, controlPlane }),
      ).toBeUndefined();
    }
    // This portal raises step by step; ControlPlaneBehind says so.
    expect(
      said('DpfUpgradeBlocked', { controlPlane: runs('v1.33.4') }),
    ).toBeUndefined();
  });

  it('has one finding for all objects of the cluster', () => {
    const finding = said('DpfUpgradeBlocked', {
      controlPlane: runs('v1.33.4'),
      roles: BY_VENDOR,
      operatorConfig: failed('DPU dpu-1 is not ready\nDPU dpu-2 is not ready'),
      dpus: [dpu('dpu-1', 'Error'), dpu('dpu-2', 'Error')],
    });
    expect(finding?.sentence).toMatch(
      /2 other objects of this cluster do too\.$/,
    );
    expect(finding?.evidence?.objects).toHaveLength(3);
  });

  it('is not judged by a configuration that may not be read', () => {
    const dpus = [dpu('dpu-1', 'Error')];
    expect(
      said('DpfUpgradeBlocked', { operatorConfig: 'unreadable', dpus }),
    ).toBeUndefined();
  });
});
