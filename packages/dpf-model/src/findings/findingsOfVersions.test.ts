import {
  BY_VENDOR,
  CREATED,
  NOW,
  Surroundings,
  aCluster,
  aControlPlane,
  aDpu,
  aWorld,
  blue,
} from '@dpf-portal/test-support';
import { DpfOperatorConfig } from '../managementCluster/DpfOperatorConfig';
import { Finding } from './Finding';
import { findingsOf } from './findingsOf';
import { TenantControlPlane } from '../cluster/kubernetesObjects';

const NEW_SHAPE = { specVersion: false, statusVersion: true };
const LATER = NOW + 20 * 60_000;
const ready = aCluster({ status: { phase: 'Ready' } });

function runs(
  installed: string,
  requested = installed,
  profile: object = { podCidrs: ['10.244.0.0/14'] },
): TenantControlPlane {
  const tcp = aControlPlane({
    kubernetesResources: {
      version: {
        version: installed,
        status: installed === requested ? 'Ready' : 'Upgrading',
      },
    },
  });
  return {
    ...tcp,
    spec: {
      ...tcp.spec,
      networkProfile: { ...tcp.spec?.networkProfile, ...profile },
      kubernetes: { version: requested },
    },
  };
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

describe('ControlPlaneBehind', () => {
  it('names what to set while running control planes are not raised', () => {
    expect(
      said('ControlPlaneBehind', { controlPlane: runs('v1.33.4') }),
    ).toMatchObject({
      severity: 'warning',
      who: 'platform',
      blocking: false,
      sentence: expect.stringContaining(
        'runs Kubernetes v1.33.4; new ones get v1.35.6',
      ),
      remedy: expect.stringContaining('Set kubernetesVersion'),
    });
    expect(
      said('ControlPlaneBehind', { controlPlane: runs('v1.35.1') })?.severity,
    ).toBe('info');
  });

  it('says that it waits for its turn once the setting is there', () => {
    const settings = { kubernetesVersion: 'v1.34.2' };
    const controlPlane = runs('v1.33.4');
    expect(
      said('ControlPlaneBehind', { controlPlane, settings }),
    ).toMatchObject({
      severity: 'info',
      who: 'nobody',
      sentence: expect.stringMatching(/v1.34.2/),
    });
    const upgrades = [{ cluster: blue, stalled: true }];
    expect(
      said('ControlPlaneBehind', { controlPlane, settings, upgrades }),
    ).toMatchObject({
      severity: 'warning',
      who: 'platform',
      sentence: expect.stringContaining('team-a/blue has not come back'),
    });
  });

  it('is not said beside why Kamaji refuses the version', () => {
    const cluster = aCluster({
      status: {
        phase: 'Ready',
        conditions: [
          {
            type: 'Created',
            status: 'True',
            reason: 'UpgradeRefused',
            message: 'Greater than the supported one.',
            lastTransitionTime: CREATED,
          },
        ],
      },
    });
    const world = {
      controlPlane: runs('v1.33.4'),
      settings: { kubernetesVersion: 'v1.36.0' },
    };
    expect(said('ControlPlaneBehind', world, cluster)).toBeUndefined();
    expect(said('UpgradeRefused', world, cluster)).toMatchObject({
      who: 'platform',
      sentence: 'Greater than the supported one.',
    });
  });

  it.each<[string, Surroundings]>([
    ['it is new enough', { controlPlane: runs('v1.35.6') }],
    ['it is newer', { controlPlane: runs('v1.36.0') }],
    ['it is being upgraded', { controlPlane: runs('v1.33.4', 'v1.34.0') }],
    ['DPF raises it', { controlPlane: runs('v1.33.4'), roles: BY_VENDOR }],
    [
      'its version is asked for in its spec',
      { controlPlane: runs('v1.33.4'), api: { specVersion: true } },
    ],
  ])('is not said where %s', (_, world) => {
    expect(said('ControlPlaneBehind', world)).toBeUndefined();
  });
});

describe('ControlPlaneRefused', () => {
  it('says what to do where Kamaji does not support the version', () => {
    const refused = aCluster({
      status: {
        phase: 'Creating',
        conditions: [
          {
            type: 'Created',
            status: 'False',
            reason: 'ControlPlaneRefused',
            message:
              'unable to create a TenantControlPlane with a Kubernetes version greater than the supported one, actually v1.33',
            lastTransitionTime: CREATED,
          },
        ],
      },
    });
    expect(said('ControlPlaneRefused', {}, refused)?.remedy).toContain(
      'by the setting kubernetesVersion',
    );
  });
});

describe('an upgrade', () => {
  const upgrading = aCluster({
    status: {
      phase: 'NotReady',
      conditions: [
        {
          type: 'Upgraded',
          status: 'False',
          reason: 'Upgraded',
          message: 'upgrading control plane',
          lastTransitionTime: CREATED,
        },
      ],
    },
  });
  const controlPlane = runs('v1.33.4', 'v1.34.0');

  it('is what an upgraded cluster says first while it is NotReady', () => {
    expect(
      findingsOf(upgrading, aWorld({ api: NEW_SHAPE, controlPlane }))[0],
    ).toMatchObject({
      code: 'ControlPlaneUpgrading',
      severity: 'info',
      who: 'nobody',
      sentence: 'The control plane is being upgraded from v1.33.4 to v1.34.0.',
    });
  });

  it('that does not end in time needs somebody', () => {
    const world = { controlPlane, now: LATER };
    expect(said('UpgradeStalled', world, upgrading)).toMatchObject({
      severity: 'error',
      blocking: true,
      who: 'platform',
      since: CREATED,
      sentence:
        'The upgrade of the control plane makes no progress: v1.33.4 is installed, and Kamaji was told v1.34.0. No other control plane is upgraded until it serves again.',
    });
    expect(
      said('UpgradeStalled', { ...world, roles: BY_VENDOR }, upgrading)
        ?.sentence,
    ).not.toContain('No other');
  });
});

describe('an upgrade to a version that is never reached', () => {
  const asking = aCluster({
    spec: { version: 'v1.36.99' },
    status: {
      phase: 'Ready',
      conditions: [
        {
          type: 'Created',
          status: 'True',
          reason: 'Upgrading',
          message: '',
          lastTransitionTime: '2026-11-20T14:00:00Z',
        },
      ],
    },
  });
  const tcp = runs('v1.35.3', 'v1.36.99');
  const at = (versionRequestedAt: string | undefined, requested = tcp) => ({
    controlPlane: { ...requested, versionRequestedAt },
    api: { specVersion: true },
    now: LATER,
  });

  it('names both versions and the one to ask for', () => {
    const finding = said('UpgradeStalled', at(CREATED), asking);
    expect(finding).toMatchObject({
      severity: 'warning',
      blocking: true,
      who: 'platform',
      since: CREATED,
      sentence:
        'The upgrade of the control plane makes no progress: v1.35.3 is installed, and Kamaji was told v1.36.99.',
      remedy: expect.stringContaining(
        `If there is no image of v1.36.99, ask for v1.36.0: \`kubectl -n team-b patch dpucluster green --type=merge -p '{"spec":{"version":"v1.36.0"}}'\`.`,
      ),
    });
    expect(`${finding?.sentence} ${finding?.remedy}`).not.toMatch(/\d min/);
  });

  it('is dated by the server, and else by the condition', () => {
    const young = new Date(LATER - 60_000).toISOString();
    expect(said('UpgradeStalled', at(young), asking)).toBeUndefined();
    expect(said('ControlPlaneUpgrading', at(young), asking)).toBeDefined();
    expect(said('UpgradeStalled', at(undefined), asking)).toBeDefined();
  });

  it('has the installed version as the way back within a minor version only', () => {
    const within = at(CREATED, runs('v1.36.1', 'v1.36.99'));
    expect(said('UpgradeStalled', within, asking)?.remedy).toContain(
      'ask for v1.36.1',
    );
    const first = at(CREATED, runs('v1.35.3', 'v1.36.0'));
    expect(said('UpgradeStalled', first, asking)?.remedy).not.toContain(
      'ask for',
    );
  });

  it('is what to do about a refusal to go back', () => {
    const [created] = asking.status?.conditions ?? [];
    const refused = aCluster({
      spec: { version: 'v1.35.3' },
      status: {
        phase: 'Ready',
        conditions: [
          { ...created, reason: 'UpgradeRefused', message: 'unable' },
        ],
      },
    });
    expect(said('UpgradeRefused', at(CREATED), refused)?.remedy).toBe(
      `Kamaji goes back within a minor version only. Ask for v1.36.0: \`kubectl -n team-b patch dpucluster green --type=merge -p '{"spec":{"version":"v1.36.0"}}'\`.`,
    );
  });
});

describe('a control plane that sleeps', () => {
  const unreachable: Surroundings['observation'] = {
    health: 'unhealthy',
    reason: 'Unreachable',
  };
  const asleep = (requested = 'v1.29.0') => {
    const tcp = runs('v1.29.0', requested);
    return {
      ...tcp,
      status: {
        kubernetesResources: {
          version: { version: 'v1.29.0', status: 'Sleeping' },
          deployment: { replicas: 0 },
        },
      },
    };
  };
  const ofVersion = (version: string) =>
    aCluster({ spec: { version }, status: { phase: 'NotReady' } });
  const all = (cluster = ofVersion('v1.29.0'), controlPlane = asleep()) =>
    findingsOf(
      cluster,
      aWorld({ controlPlane, observation: unreachable, now: LATER }),
    );

  it('has one finding', () => {
    expect(all()).toMatchObject([
      {
        code: 'Sleeping',
        sentence: 'The control plane has 0 replicas: its API server is off.',
      },
    ]);
  });

  it('says that an edit follows when it runs again', () => {
    const sentence =
      'The control plane has 0 replicas: its API server is off. The requested version v1.30.0 follows once it runs again.';
    for (const controlPlane of [asleep(), asleep('v1.30.0')]) {
      expect(all(ofVersion('v1.30.0'), controlPlane)).toMatchObject([
        { code: 'Sleeping', sentence },
      ]);
    }
  });

  it('promises no version that is not possible', () => {
    const [finding] = all(ofVersion('v1.31.0'));
    expect(finding.sentence).not.toContain('follows');
  });
});

describe('PodRangeTooSmall', () => {
  const big = aCluster({
    spec: { maxNodes: 1000 },
    status: { phase: 'Ready' },
  });

  it.each([
    ['as Kamaji fills it in', { podCidr: '10.244.0.0/16' }, 256],
    ['that nobody named', {}, 256],
    ['of its own', { podCidrs: ['10.1.0.0/22'] }, 4],
  ])('says how many DPUs fit into a range %s', (_, profile, dpus) => {
    const controlPlane = runs('v1.35.6', undefined, profile);
    expect(said('PodRangeTooSmall', { controlPlane }, big)).toMatchObject({
      severity: 'warning',
      blocking: false,
      sentence: expect.stringContaining(`has room for ${dpus} DPUs`),
      remedy: expect.stringContaining(`Lower maxNodes to ${dpus}`),
    });
  });

  it('is an error once more are assigned', () => {
    const controlPlane = runs('v1.35.6', undefined, {
      podCidrs: ['10.1.0.0/24'],
    });
    const dpus = [aDpu('a'), aDpu('b')];
    expect(said('PodRangeTooSmall', { controlPlane, dpus }, big)).toMatchObject(
      {
        severity: 'error',
        sentence: expect.stringContaining('2 are assigned'),
      },
    );
  });

  it('is not said where all fit', () => {
    expect(
      said('PodRangeTooSmall', { controlPlane: runs('v1.35.6') }, big),
    ).toBeUndefined();
  });

  it('is why a control plane is not made', () => {
    const creating = aCluster({ spec: { maxNodes: 1000 } });
    expect(
      said(
        'PodRangeTooSmall',
        { settings: { podCidr: '10.1.0.0/16' } },
        creating,
      ),
    ).toMatchObject({
      severity: 'error',
      blocking: true,
      who: 'owner',
      sentence: expect.stringContaining('room for 256 DPUs, not for 1000'),
    });
  });

  it('counts the ceiling of the API where the cluster names none, as the reconciler does', () => {
    const creating = aCluster({ spec: { maxNodes: undefined } });
    expect(
      said(
        'PodRangeTooSmall',
        {
          settings: { podCidr: '10.1.0.0/16' },
          api: { maxNodesDefault: 1000 },
        },
        creating,
      )?.sentence,
    ).toContain('not for 1000');
  });
});

describe('EncryptionUnavailable', () => {
  const asked: DpfOperatorConfig = {
    metadata: { name: 'dpfoperatorconfig' },
    spec: {
      kamajiClusterManager: { etcdEncryptionAtRest: { provider: 'vaultKMS' } },
    },
  };
  const creating = aCluster();

  it('is why a control plane is not made', () => {
    expect(
      said('EncryptionUnavailable', { operatorConfig: asked }, creating),
    ).toMatchObject({ severity: 'error', blocking: true, who: 'platform' });
    expect(
      said('EncryptionUnavailable', { operatorConfig: 'unreadable' }, creating)
        ?.remedy,
    ).toContain('dpfoperatorconfigs.operator.dpu.nvidia.com');
  });

  it('is what the controllers found, whatever the portal may read', () => {
    const recorded = aCluster({
      status: {
        phase: 'Creating',
        conditions: [
          {
            type: 'Created',
            status: 'False',
            reason: 'EncryptionUnavailable',
            message: 'It asks for encryption.',
            lastTransitionTime: CREATED,
          },
        ],
      },
    });
    expect(said('EncryptionUnavailable', {}, recorded)).toMatchObject({
      sentence: 'It asks for encryption.',
      since: CREATED,
    });
  });

  it('is left to DPF where DPF makes control planes', () => {
    expect(
      said(
        'EncryptionUnavailable',
        { operatorConfig: asked, roles: BY_VENDOR },
        creating,
      ),
    ).toBeUndefined();
  });

  it('warns of a running control plane without it, and blocks nothing', () => {
    const controlPlane = runs('v1.35.6');
    expect(
      said('EncryptionUnavailable', { controlPlane, operatorConfig: asked }),
    ).toMatchObject({ severity: 'warning', blocking: false });
    const encrypted: TenantControlPlane = {
      ...controlPlane,
      spec: {
        ...controlPlane.spec,
        controlPlane: {
          deployment: {
            extraArgs: {
              apiServer: [
                '--encryption-provider-config=/etc/kubernetes/enc.yaml',
              ],
            },
          },
        },
      },
    };
    expect(
      said('EncryptionUnavailable', {
        controlPlane: encrypted,
        operatorConfig: asked,
      }),
    ).toBeUndefined();
  });
});
