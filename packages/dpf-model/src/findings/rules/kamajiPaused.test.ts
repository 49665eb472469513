import {
  Surroundings,
  aCluster,
  aControlPlane,
  aDpu,
  aWorld,
} from '@dpf-portal/test-support';
import type { TenantControlPlane } from '../../cluster/kubernetesObjects';
import { DpuCluster } from '../../cluster/DpuCluster';
import { findingsOf } from '../findingsOf';

const ANNOTATION = 'kamaji.clastix.io/paused';
const END =
  '`kubectl -n team-b annotate tenantcontrolplane green kamaji.clastix.io/paused-`';
const SINCE = '2026-11-24T14:00:05Z';

function pausedControlPlane(
  version: { status?: string; version?: string } = {},
  requested = version.version,
): TenantControlPlane {
  const tcp = aControlPlane({ kubernetesResources: { version } });
  return {
    ...tcp,
    metadata: { ...tcp.metadata, annotations: { [ANNOTATION]: '' } },
    spec: { ...tcp.spec, kubernetes: { version: requested } },
  };
}

const ready = aCluster({
  spec: { kubeconfig: 'green-admin-kubeconfig' },
  status: { phase: 'Ready' },
});

function of(around: Surroundings, cluster: DpuCluster = ready) {
  const controlPlane = pausedControlPlane();
  return findingsOf(cluster, aWorld({ controlPlane, ...around }));
}

describe("Kamaji's pause", () => {
  it('is a warning for the platform with the command that ends it', () => {
    expect(of({})).toEqual([
      expect.objectContaining({
        code: 'KamajiPaused',
        severity: 'warning',
        blocking: false,
        who: 'platform',
        sentence: expect.stringContaining(`by the annotation ${ANNOTATION}`),
        remedy: expect.stringContaining(END),
      }),
    ]);
  });

  it('is why a new control plane does not start, and nothing else is said of it', () => {
    const starting = aCluster({
      metadata: { creationTimestamp: '2026-11-24T13:00:00Z' },
    });
    expect(of({}, starting)).toMatchObject([
      { code: 'KamajiPaused', blocking: true },
    ]);
  });

  it('is said too while the cluster is being deleted', () => {
    const deleting = aCluster({
      metadata: { deletionTimestamp: SINCE },
      status: { phase: 'Ready' },
    });
    const dpus = [aDpu('dpu-1')];
    expect(of({ dpus }, deleting).map(({ code }) => code)).toEqual([
      'DeletionBlocked',
      'KamajiPaused',
    ]);
  });

  it('is nothing where no pause is, or the cluster is static', () => {
    expect(of({ controlPlane: aControlPlane() })).toEqual([]);
    const registered = aCluster({
      spec: { type: 'static', kubeconfig: 'mine' },
      status: { phase: 'Ready' },
    });
    expect(of({}, registered).map(({ code }) => code)).not.toContain(
      'KamajiPaused',
    );
  });

  it.each<[string, Surroundings, string]>([
    [
      'KubeconfigUnusable',
      { secret: { name: 'x', state: 'missing' } },
      'Kamaji recreates the Secret.',
    ],
    [
      'KubeconfigUnusable',
      { secret: { name: 'x', state: 'unusable' } },
      'Delete the Secret; Kamaji recreates it. Run: `kubectl -n team-b delete secret green-admin-kubeconfig`.',
    ],
    [
      'CertificateExpiring',
      {
        observation: {
          health: 'healthy',
          certificateExpires: '2026-11-24T15:00:00Z',
        },
      },
      'Check that Kamaji runs',
    ],
    [
      'JoinInfoStale',
      {
        observation: {
          health: 'healthy',
          joinInfo: { found: true, authority: 'other', server: 'same' },
        },
      },
      'Refresh the join information',
    ],
    [
      'Sleeping',
      { controlPlane: pausedControlPlane({ status: 'Sleeping' }) },
      'Set the replicas of TenantControlPlane green to 3',
    ],
    [
      'ControlPlaneUpgrading',
      {
        controlPlane: pausedControlPlane(
          { status: 'Ready', version: 'v1.29.0' },
          'v1.30.0',
        ),
      },
      'The upgrade begins then.',
    ],
  ])('comes first in what to do about %s (%#)', (code, around, then) => {
    const finding = of(around).find(known => known.code === code);
    expect(finding).toMatchObject({
      who: 'platform',
      remedy: expect.stringMatching(/^End Kamaji's pause first: /),
    });
    expect(finding?.remedy).toContain(`${END}. ${then}`);
  });

  it('keeps a raise waiting, by name', () => {
    const finding = of({
      api: { specVersion: false },
      settings: { kubernetesVersion: 'v1.34.0' },
      controlPlane: pausedControlPlane({ status: 'Ready', version: 'v1.33.4' }),
    }).find(({ code }) => code === 'ControlPlaneBehind');
    expect(finding).toMatchObject({
      who: 'platform',
      sentence: expect.stringContaining('Kamaji is paused for it'),
      remedy: `Run: ${END}.`,
    });
  });
});
