import {
  BY_VENDOR,
  Surroundings,
  aCluster,
  aControlPlane,
  aStaticCluster,
  aWorld,
  runBy,
} from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';
import {
  ClusterEditName,
  EditRules,
  editsOf,
  impossibleFields,
} from './editsOf';

const ALWAYS = ['maxNodes', 'owner', 'purpose', 'labels'] as const;

function offered(
  cluster: DpuCluster,
  around: Surroundings = {},
  rules: EditRules = {},
): ClusterEditName[] {
  return editsOf(cluster, aWorld(around), rules)
    .items.filter(one => one.offered)
    .map(({ edit }) => edit);
}

function reason(
  edit: ClusterEditName,
  cluster: DpuCluster,
  around: Surroundings = {},
  rules: EditRules = {},
): string | undefined {
  return editsOf(cluster, aWorld(around), rules).items.find(
    one => one.edit === edit,
  )?.reason;
}

const kamaji = aCluster({ status: { phase: 'Ready' } });
const paused = aCluster({
  metadata: {
    annotations: { [DPF_ANNOTATIONS.pausedUntil]: '2026-11-24T15:00:00Z' },
  },
});
const deleting = aCluster({
  metadata: { deletionTimestamp: '2026-11-24T14:00:05Z' },
});
const secret = {
  name: 'green-admin-kubeconfig',
  state: 'usable',
  madeByKamaji: true,
} as const;
const made: Surroundings = { controlPlane: aControlPlane(), secret };
const scaled: Surroundings = {
  controlPlane: {
    ...aControlPlane(),
    spec: { controlPlane: { deployment: { replicas: 1 } } },
  },
};

describe('The edits of a cluster', () => {
  it('are, of a kamaji cluster of ours, all that Kamaji and our role can do', () => {
    expect(offered(kamaji, { ...made, api: { specVersion: true } })).toEqual([
      'maxNodes',
      'version',
      'owner',
      'purpose',
      'labels',
      'pause',
      'certificates',
      'lock',
    ]);
  });

  it('are, where DPF’s own controllers reconcile, only those that need nobody of ours', () => {
    const byVendor = { ...scaled, secret, roles: BY_VENDOR };
    expect(offered(kamaji, byVendor)).toEqual([
      ...ALWAYS,
      'certificates',
      'lock',
    ]);
    expect(reason('version', kamaji, byVendor)).toContain('DPF');
    expect(reason('pause', kamaji, byVendor)).toContain(
      'do not know the pause',
    );
    expect(reason('restore', kamaji, byVendor)).toContain('does not manage');
  });

  it('are, of a static cluster, its kubeconfig and the consent besides', () => {
    expect(offered(aStaticCluster())).toEqual([
      ...ALWAYS,
      'pause',
      'kubeconfig',
      'credentials',
      'lock',
    ]);
    expect(
      reason('kubeconfig', aStaticCluster({ spec: { kubeconfig: undefined } })),
    ).toContain('Set spec.kubeconfig first');
  });

  it('are, of another type, none of those of kamaji and static', () => {
    const other = aCluster({ spec: { type: 'acme.com/metal' } });
    expect(offered(other, { roles: BY_VENDOR })).toEqual([...ALWAYS, 'lock']);
    expect(
      offered(other, { roles: BY_VENDOR, vendorTypes: ['acme.com/metal'] }),
    ).toEqual([...ALWAYS, 'pause', 'lock']);
  });

  it('end a pause also where nobody would respect it', () => {
    expect(offered(paused, { roles: BY_VENDOR })).toContain('pause');
  });

  it('set back only what a finding says was changed, by the role that manages it', () => {
    expect(offered(kamaji, scaled)).toContain('restore');
    expect(reason('restore', kamaji, made)).toContain('as it was created');
    expect(reason('restore', paused, scaled)).toContain('Resume it first');
    expect(
      reason('restore', kamaji, {
        ...scaled,
        roles: [runBy('kamaji', 'nobody')],
      }),
    ).toContain('does not manage');
  });

  it.each<[string, Surroundings, EditRules, string]>([
    ['no control plane', { secret }, {}, 'no control plane of Kamaji yet'],
    [
      'the control plane of another cluster',
      {
        ...made,
        controlPlane: {
          metadata: {
            name: 'green',
            ownerReferences: [
              { apiVersion: 'v1', kind: 'X', name: 'x', uid: 'another' },
            ],
          },
        },
      },
      {},
      'no control plane of Kamaji yet',
    ],
    [
      'a Secret that may not be read',
      { ...made, secret: { ...secret, state: 'unknown' } },
      {},
      'has not read Secrets',
    ],
    [
      'a Secret that is not known',
      { ...made, secret: undefined },
      {},
      'not known',
    ],
    [
      'no Secret',
      { ...made, secret: { ...secret, state: 'missing' } },
      {},
      'creates it anew',
    ],
    [
      'a Secret of somebody else',
      { ...made, secret: { ...secret, madeByKamaji: false } },
      {},
      'did not make',
    ],
    [
      'no right to patch Secrets',
      made,
      { portalMay: { patchSecrets: false } },
      'may not patch Secrets in team-b',
    ],
  ])('renew no certificates with %s', (_case, around, rules, why) => {
    expect(reason('certificates', kamaji, around, rules)).toContain(why);
  });

  it('renew no certificates while Kamaji is paused', () => {
    const controlPlane = aControlPlane();
    controlPlane.metadata.annotations = { 'kamaji.clastix.io/paused': '' };
    expect(reason('certificates', kamaji, { ...made, controlPlane })).toContain(
      'Kamaji is paused',
    );
  });

  it('are, while it is deleted, those that let the deletion go on', () => {
    expect(offered(deleting)).toEqual(['labels', 'pause']);
    expect(reason('lock', deleting)).toBe('The cluster is being deleted.');
  });

  it('are, while DPF is upgraded, those that DPF does not act on', () => {
    const upgraded: Surroundings = {
      api: { specVersion: true },
      operatorConfig: {
        metadata: { name: 'dpfoperatorconfig' },
        status: { version: 'v26.4.0', targetVersion: 'v26.8.0' },
      },
    };
    expect(offered(kamaji, upgraded)).toEqual([
      'owner',
      'purpose',
      'pause',
      'lock',
    ]);
    expect(reason('maxNodes', kamaji, upgraded, { title: 'Site A' })).toContain(
      'DPF on Site A is being upgraded from v26.4.0 to v26.8.0. Until the upgrade has ended, the DPU ceiling',
    );
  });

  it('are those that the caller may make', () => {
    expect(offered(kamaji, {}, { may: { update: false, lock: true } })).toEqual(
      ['lock'],
    );
    expect(
      offered(kamaji, {}, { may: { update: true, lock: false } }),
    ).not.toContain('lock');
    expect(
      reason('maxNodes', kamaji, {}, { may: { update: false, lock: true } }),
    ).toBe('You have no permission dpf.dpu-cluster.update for it.');
  });

  it('are none where everything is stopped, and none of the DPUCluster where the portal only reads', () => {
    expect(
      offered(kamaji, made, { stopped: 'Site A does not answer.' }),
    ).toEqual([]);
    expect(reason('lock', kamaji, made, { stopped: 'Away.' })).toBe('Away.');
    expect(
      offered(kamaji, made, { portalMay: { patchClusters: false } }),
    ).toEqual(['certificates']);
  });

  it.each<[string, DpuCluster['metadata']['labels'], Record<string, string>]>([
    [
      'Argo CD application blue',
      {},
      { 'argocd.argoproj.io/tracking-id': 'blue:provisioning/DPUCluster:a/b' },
    ],
    ['Argo CD application blue', { 'argocd.argoproj.io/instance': 'blue' }, {}],
    [
      'Flux Kustomization infra/dpu',
      {
        'kustomize.toolkit.fluxcd.io/name': 'dpu',
        'kustomize.toolkit.fluxcd.io/namespace': 'infra',
      },
      {},
    ],
    [
      'Flux HelmRelease flux-system/dpu',
      { 'helm.toolkit.fluxcd.io/name': 'dpu' },
      { 'meta.helm.sh/release-name': 'dpu' },
    ],
    ['Helm release dpu', {}, { 'meta.helm.sh/release-name': 'dpu' }],
  ])('say that %s reverts them', (manager, labels, annotations) => {
    const cluster = aCluster({ metadata: { labels, annotations } });
    expect(editsOf(cluster, aWorld()).managedByGit).toBe(
      `${manager} applies this DPUCluster: it reverts a change of what its manifest sets. Change that in the repository instead.`,
    );
    expect(editsOf(aCluster(), aWorld()).managedByGit).toBeUndefined();
  });
});

describe('A change', () => {
  it('is refused for the reason for which the edit is not offered', () => {
    const world = aWorld({ roles: BY_VENDOR });
    const refused = impossibleFields(
      {
        maxNodes: 5,
        pausedUntil: '2026-11-24T15:00:00Z',
        kubeconfigUpload: 'x',
        credentials: 'allowed',
        renewCertificates: 'apiServer',
        restore: 'controlPlane',
        expected: { maxNodes: 10 },
      },
      kamaji,
      world,
    );
    const { items } = editsOf(kamaji, world);
    const edits: Record<string, ClusterEditName> = {
      pausedUntil: 'pause',
      kubeconfigUpload: 'kubeconfig',
      credentials: 'credentials',
      renewCertificates: 'certificates',
      restore: 'restore',
    };
    expect(refused).toEqual(
      Object.entries(edits).map(([field, edit]) => ({
        field,
        reason: items.find(one => one.edit === edit)?.reason,
      })),
    );
  });

  it('may remove what could not be set', () => {
    const world = aWorld({ roles: BY_VENDOR });
    expect(
      impossibleFields({ pausedUntil: null, credentials: null }, kamaji, world),
    ).toEqual([]);
    expect(impossibleFields({ locked: null }, deleting, world)).toHaveLength(1);
    expect(impossibleFields({ pausedUntil: null }, deleting, world)).toEqual(
      [],
    );
  });
});
