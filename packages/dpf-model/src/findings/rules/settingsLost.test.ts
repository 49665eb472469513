import { aCluster, aStaticCluster, aWorld } from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../../annotations';
import { DpuCluster } from '../../cluster/DpuCluster';
import { findingsOf } from '../findingsOf';
import { LastSettings, World } from '../World';

const OWNER = 'group:default/team-a';

function worldThatKnows(
  last: LastSettings,
  catalog: Record<string, boolean> = {},
): World {
  return {
    ...aWorld(),
    portal: {
      lastSettings: () => last,
      isInCatalog: owner => catalog[owner],
    },
  };
}

function owned(cluster: DpuCluster, owner?: string): DpuCluster {
  const { annotations } = cluster.metadata;
  return {
    ...cluster,
    metadata: {
      ...cluster.metadata,
      annotations: {
        ...annotations,
        ...(owner !== undefined && { [DPF_ANNOTATIONS.owner]: owner }),
      },
    },
  };
}

const about = (cluster: DpuCluster, world: World) =>
  findingsOf(cluster, world).filter(({ code }) =>
    ['SettingsLost', 'OwnerUnknown', 'KubeconfigUnusable'].includes(code),
  );

describe('settingsLost', () => {
  const replaced = aStaticCluster({
    spec: { kubeconfig: undefined },
    status: { phase: 'NotReady' },
  });
  const { namespace, name } = replaced.metadata;

  it('names both losses and the command that mends them in one finding', () => {
    const last = { owner: OWNER, kubeconfig: 'blue-admin-kubeconfig' };
    expect(about(replaced, worldThatKnows(last))).toEqual([
      {
        code: 'SettingsLost',
        severity: 'error',
        blocking: true,
        sentence: `The DPUCluster lost its owner, ${OWNER}, and spec.kubeconfig, blue-admin-kubeconfig. The catalog shows the default owner. Its API server cannot be reached.`,
        remedy: `Run: \`kubectl -n ${namespace} patch dpuclusters.provisioning.dpu.nvidia.com ${name} --type=merge -p '{"metadata":{"annotations":{"dpf-portal.io/owner":"${OWNER}"}},"spec":{"kubeconfig":"blue-admin-kubeconfig"}}'\`. Do not use kubectl replace: it removes what its file does not name. Use kubectl apply, and Argo CD without Replace=true.`,
        who: 'platform',
        evidence: last,
        effects: [expect.objectContaining({ code: 'KubeconfigUnusable' })],
      },
    ]);
  });

  it('names the command that sets a lost owner', () => {
    const [finding] = about(aCluster(), worldThatKnows({ owner: OWNER }));
    expect(finding).toMatchObject({
      code: 'SettingsLost',
      severity: 'warning',
      blocking: false,
      who: 'platform',
    });
    expect(finding.remedy).toMatch(
      /^Run: `kubectl -n \S+ annotate --overwrite dpuclusters\.provisioning\.dpu\.nvidia\.com \S+ dpf-portal\.io\/owner=group:default\/team-a`\./,
    );
  });

  it('quotes for the shell what stood in the object', () => {
    const owner = "user:default/auth0|$(reboot)'";
    const [{ remedy }] = about(aCluster(), worldThatKnows({ owner }));
    expect(remedy).toContain(
      `dpf-portal.io/owner='user:default/auth0|$(reboot)'\\'''\``,
    );
  });

  it('says nothing where nothing is lost, or nothing is known of before', () => {
    const cluster = owned(aCluster(), 'Team-A');
    expect(about(cluster, worldThatKnows({ owner: OWNER }))).toEqual([]);
    expect(about(aCluster(), worldThatKnows({}))).toEqual([]);
    expect(about(aCluster(), aWorld())).toEqual([]);
  });
});

describe('ownerUnknown', () => {
  const known = worldThatKnows({}, { [OWNER]: true });

  it('names an owner that the catalog does not have', () => {
    const strange = worldThatKnows(
      {},
      {
        'group:default/_x_group': false,
        'user:default/jane@example.com': false,
      },
    );
    expect(about(owned(aCluster(), '_x_group'), strange)).toEqual([
      expect.objectContaining({
        code: 'OwnerUnknown',
        severity: 'warning',
        blocking: false,
        who: 'platform',
        sentence:
          'The owner group:default/_x_group is not in the catalog. Nobody gets notifications as its member, and links to it lead nowhere.',
        remedy: expect.stringMatching(
          /^Add the group to the catalog, or set another owner: `kubectl .* annotate --overwrite .* dpf-portal\.io\/owner=group:default\/TEAM`\.$/,
        ),
      }),
    ]);
    expect(
      about(owned(aCluster(), 'user:Jane@example.com'), strange)[0],
    ).toMatchObject({
      severity: 'info',
      sentence:
        'The owner user:default/jane@example.com is not in the catalog. Links to it lead nowhere.',
    });
    expect(about(owned(aCluster(), 'team-a'), known)).toEqual([]);
    expect(about(owned(aCluster(), 'team-b'), known)).toEqual([]);
  });

  it('names an owner that cannot be read, unless the history knows a better one', () => {
    expect(about(owned(aCluster(), 'not a ref'), known)[0]).toMatchObject({
      code: 'OwnerUnknown',
      sentence:
        'The owner “not a ref” is no entity reference. The catalog shows the default owner.',
    });
    expect(
      about(
        owned(aCluster(), 'not a ref'),
        worldThatKnows({ owner: OWNER }),
      ).map(({ code }) => code),
    ).toEqual(['SettingsLost']);
  });
});
