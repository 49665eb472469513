import {
  BY_VENDOR,
  Surroundings,
  aCluster,
  aControlPlane,
  aDpu,
  aStaticCluster,
  aWorld,
  runBy,
} from '@dpf-portal/test-support';
import { DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import { KubeletVersion } from './Observation';
import { targetKubernetesOf, upgradeForecastOf } from './upgradeForecast';

const ready = aCluster({ status: { phase: 'Ready' } });
const config = (version: string, targetVersion = version) => ({
  metadata: { name: 'dpfoperatorconfig' },
  status: { version, targetVersion },
});

function runs(version: string) {
  const tcp = aControlPlane({
    kubernetesResources: { version: { version, status: 'Ready' } },
  });
  return { ...tcp, spec: { ...tcp.spec, kubernetes: { version } } };
}

const kubelets = (...versions: string[]): KubeletVersion[] =>
  versions.map(version => ({ version, count: 1, names: [`on-${version}`] }));

function forecast(world: Surroundings, cluster = ready) {
  return upgradeForecastOf(
    cluster,
    aWorld({ roles: BY_VENDOR, dpus: [], ...world }),
  );
}

const verdicts = (world: Surroundings, cluster = ready) =>
  forecast(world, cluster).map(({ about, verdict }) => `${about} ${verdict}`);

const observed = (serverVersion: string, ...versions: string[]) => ({
  observation: {
    health: 'healthy' as const,
    serverVersion,
    kubeletVersions: kubelets(...versions),
  },
});

describe('the Kubernetes version after an upgrade of DPF', () => {
  it.each([
    [config('v26.4.0', 'v26.8.0'), 'v1.35.6', /^DPF v26\.8\.0 gives/],
    [config('v26.4.0', 'v27.1.0'), undefined, /does not know .* DPF v27\.1\.0/],
    [config('v25.7.0', 'v25.10.0'), undefined, /does not know/],
    [config('v26.8.0'), 'v1.35.6', /^No upgrade of DPF is requested/],
    [config('v27.1.0'), undefined, /after DPF v27\.1\.0/],
    ['unreadable' as const, 'v1.35.6', /may not read DPF's configuration/],
    [undefined, 'v1.35.6', /later release may/],
  ])('by %j is %s', (known, version, basis) => {
    const target = targetKubernetesOf(known);
    expect(target.version).toBe(version);
    expect(target.basis).toMatch(basis);
  });
});

describe('the forecast of a control plane', () => {
  it.each([
    ['v1.33.4', ['controlPlane blocks']],
    ['v1.34.1', []],
    ['v1.35.6', []],
    ['v1.36.0', []],
  ])('of %s is %j', (version, expected) => {
    expect(verdicts({ controlPlane: runs(version) })).toEqual(expected);
  });

  it('says when the facts are not known', () => {
    expect(verdicts({})).toEqual(['controlPlane unknown']);
    const roles = [runBy('kamaji', 'unknown')];
    expect(verdicts({ roles, controlPlane: runs('v1.33.4') })).toEqual([
      'controlPlane unknown',
    ]);
  });

  it('is not made where DPF does not raise it, or to an unknown version', () => {
    const controlPlane = runs('v1.33.4');
    expect(
      verdicts({ controlPlane, roles: [runBy('kamaji', 'portal')] }),
    ).toEqual([]);
    expect(
      verdicts({
        controlPlane,
        operatorConfig: config('v26.8.0', 'v27.1.0'),
      }),
    ).toEqual([]);
    expect(verdicts({ controlPlane }, aStaticCluster())).toEqual([]);
  });

  it('concerns no cluster of the guide’s group, and none that is being deleted', () => {
    const controlPlane = runs('v1.33.4');
    expect(
      verdicts(
        { controlPlane },
        { ...ready, apiVersion: `${DPU_CLUSTER_GROUPS.guide}/v1alpha1` },
      ),
    ).toEqual([]);
    expect(
      verdicts(
        { controlPlane },
        aCluster({ metadata: { deletionTimestamp: '2026-11-24T14:00:00Z' } }),
      ),
    ).toEqual([]);
  });
});

describe('the forecast of kubelets', () => {
  const controlPlane = runs('v1.34.1');

  it.each([
    ['v1.34.0', []],
    ['v1.32.0', []],
    // Three minor versions before today's API server, four before that of the target.
    ['v1.31.0', ['kubelets unsupported']],
    ['v1.30.0', ['kubelets blocks']],
    ['v1.35.0', ['kubelets blocks']],
  ])('of %s is %j', (version, expected) => {
    expect(verdicts({ controlPlane, ...observed('v1.34.1', version) })).toEqual(
      expected,
    );
  });

  it('names versions and Nodes', () => {
    const [newer] = forecast({
      controlPlane,
      ...observed('v1.34.1', 'v1.36.2'),
    });
    expect(newer.sentence).toBe(
      "1 Node (on-v1.36.2) runs kubelet v1.36.2, which is newer than API server v1.34.1: DPF's check before the upgrade fails.",
    );
  });

  it('keeps the API server of a static cluster as it is', () => {
    expect(verdicts(observed('v1.31.0', 'v1.30.0'), aStaticCluster())).toEqual(
      [],
    );
  });

  it('uses what the DPUs report where the Nodes are not read', () => {
    const dpu = aDpu('dpu-1');
    const dpus = [
      {
        ...dpu,
        status: { ...dpu.status, agentStatus: { kubeletVersion: 'v1.30.0' } },
      },
    ];
    expect(verdicts({ controlPlane, dpus })).toEqual(['kubelets blocks']);
  });

  it('says when nobody knows them', () => {
    expect(verdicts({ controlPlane, dpus: [aDpu('dpu-1')] })).toEqual([
      'kubelets unknown',
    ]);
    expect(verdicts({ controlPlane, dpus: undefined })).toEqual([
      'kubelets unknown',
    ]);
  });
});
