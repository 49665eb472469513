import {
  ADMIN_SECRET_LABEL,
  CLAIMED_FOR_ANNOTATION,
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  Dpu,
  DpuCluster,
  DpuClusterGroup,
  UPLOAD_SECRET_LABEL,
  internalFinalizer,
  managerFinalizer,
} from '@dpf-portal/dpf-model';
import { dpuClusterResource } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  ObjectMeta,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { MANAGEMENT_CLUSTER, OwnedObject } from '../footprint/OwnedObject';
import { LeavePlan } from './LeavePlan';
import { KnownDpus, planClusters } from './planClusters';
import { planRest } from './planRest';
import { planSecrets } from './planSecrets';
import { planTenants } from './planTenants';

const { released, guide } = DPU_CLUSTER_GROUPS;

function cluster(
  group: DpuClusterGroup,
  name: string,
  more: Partial<DpuCluster> & { annotations?: Record<string, string> } = {},
): DpuCluster {
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'DPUCluster',
    metadata: {
      namespace: 'team-a',
      name,
      uid: `uid-${name}`,
      resourceVersion: '7',
      labels: { tier: 'gold' },
      annotations: more.annotations ?? { [DPF_ANNOTATIONS.owner]: 'group:a' },
      finalizers: [
        'example.com/other',
        managerFinalizer(group),
        internalFinalizer(group),
      ],
    },
    spec: { type: 'static', kubeconfig: `${name}-admin-kubeconfig` },
    status: more.status,
  };
}

const plan = (clusters: DpuCluster[], dpus: KnownDpus = []) =>
  planClusters({
    clusters,
    resourceOf: () => dpuClusterResource(released, 'v1alpha1'),
    dpus,
    roles: [{ role: 'kamaji', deployment: 'absent', holders: [] }],
  });

const dpuIn = (name: string): Dpu => ({
  metadata: { namespace: 'x', name: 'dpu' },
  spec: { cluster: { namespace: 'team-a', name } },
});

const left = ({ stays }: LeavePlan) =>
  stays.filter(({ isLeftOver }) => isLeftOver).map(({ what }) => what);

describe('planClusters', () => {
  it('removes this project’s annotations and no other, and never a finalizer of DPF', () => {
    const annotations = {
      [DPF_ANNOTATIONS.owner]: 'group:a',
      [DPF_ANNOTATIONS.locked]: 'by ann',
      'example.com/note': 'x',
    };
    const { steps, stays } = plan([cluster(released, 'blue', { annotations })]);
    expect(steps).toMatchObject([
      {
        action: 'change',
        annotations: {
          [DPF_ANNOTATIONS.owner]: 'group:a',
          [DPF_ANNOTATIONS.locked]: 'by ann',
        },
        metadata: { uid: 'uid-blue', resourceVersion: '7' },
      },
    ]);
    expect(steps[0].annotations).not.toHaveProperty(['example.com/note']);
    expect(steps[0].finalizers).toBeUndefined();
    expect(stays).toContainEqual(
      expect.objectContaining({
        what: 'Finalizers of DPUClusters',
        names: ['team-a/blue'],
        reason: expect.stringContaining('not found here: kamaji'),
      }),
    );
  });

  it('leaves a cluster without our annotations alone', () => {
    expect(
      plan([cluster(released, 'blue', { annotations: {} })]).steps,
    ).toEqual([]);
  });

  it('removes the finalizers of the guide’s group where there are no DPUs', () => {
    expect(plan([cluster(guide, 'blue')]).steps).toMatchObject([
      { finalizers: [managerFinalizer(guide), internalFinalizer(guide)] },
    ]);
  });

  it.each<[string, DpuCluster, KnownDpus]>([
    ['a DPU names it', cluster(guide, 'blue'), [dpuIn('blue')]],
    [
      'DPF counts one',
      cluster(guide, 'blue', { status: { nodesCount: 1 } }),
      [],
    ],
  ])('keeps the finalizers of the guide’s group where %s', (_, one, dpus) => {
    const made = plan([one], dpus);
    expect(made.steps[0].finalizers).toBeUndefined();
    expect(made.stays).toContainEqual(
      expect.objectContaining({
        what: `Finalizers of DPUClusters of ${guide}`,
        isLeftOver: false,
      }),
    );
  });

  it('does not take unknown DPUs for none', () => {
    const made = plan([cluster(guide, 'blue')], 'unknown');
    expect(made.steps[0].finalizers).toBeUndefined();
    expect(left(made)).toEqual([`Finalizers of DPUClusters of ${guide}`]);
  });
});

function owned(
  resource: ResourceType,
  metadata: ObjectMeta,
  more: Partial<OwnedObject> = {},
): OwnedObject {
  return {
    place: MANAGEMENT_CLUSTER,
    resource,
    metadata,
    fields: [],
    appliedByHand: false,
    isShared: false,
    ...more,
  };
}

const secret = (
  name: string,
  label: string | undefined,
  more: Partial<ObjectMeta> = {},
) =>
  owned(CORE_RESOURCES.secrets, {
    namespace: 'team-a',
    name,
    labels: label ? { [label]: 'true' } : {},
    ...more,
  });

describe('planSecrets', () => {
  const blue = cluster(released, 'blue');
  const claimedFor = (name: string) => ({
    annotations: { [CLAIMED_FOR_ANNOTATION]: `${released}/team-a/${name}` },
  });

  it.each<[string, OwnedObject[], string[]]>([
    [
      'an upload that nobody claimed',
      [secret('u', UPLOAD_SECRET_LABEL)],
      ['u'],
    ],
    [
      'an upload of a request that never made its cluster',
      [secret('u', UPLOAD_SECRET_LABEL, claimedFor('red'))],
      ['u'],
    ],
    [
      'an upload whose cluster has its Secret',
      [
        secret('u', UPLOAD_SECRET_LABEL, claimedFor('blue')),
        secret('blue-admin-kubeconfig', ADMIN_SECRET_LABEL),
      ],
      ['u'],
    ],
    [
      'no upload that is the only copy',
      [secret('u', UPLOAD_SECRET_LABEL, claimedFor('blue'))],
      [],
    ],
    [
      'no Secret that a cluster names, whatever its labels',
      [
        secret('blue-admin-kubeconfig', UPLOAD_SECRET_LABEL),
        secret('blue-admin-kubeconfig', ADMIN_SECRET_LABEL),
      ],
      [],
    ],
    [
      'what a failed request left',
      [secret('red-admin-kubeconfig', ADMIN_SECRET_LABEL)],
      ['red-admin-kubeconfig'],
    ],
    [
      'no Secret that an existing cluster owns',
      [
        secret('old-admin-kubeconfig', ADMIN_SECRET_LABEL, {
          ownerReferences: [
            {
              apiVersion: '',
              kind: 'DPUCluster',
              name: 'blue',
              uid: 'uid-blue',
            },
          ],
        }),
      ],
      [],
    ],
    [
      'no Secret of Kamaji’s or a user’s that we wrote to',
      [secret('red-admin-kubeconfig', undefined)],
      [],
    ],
  ])('removes %s', (_, secrets, gone) => {
    const { steps } = planSecrets(secrets, [blue]);
    expect(steps.map(({ name }) => name)).toEqual(gone);
  });
});

describe('planTenants', () => {
  const blue = cluster(released, 'blue');
  const home = owned(CORE_RESOURCES.namespaces, { name: 'dpf-portal' });
  const credential = owned(CORE_RESOURCES.secrets, {
    namespace: 'dpf-portal',
    name: 'credential-1',
  });

  it('keeps the namespace where somebody has put something else', () => {
    const objects = [credential, home];
    const kept = planTenants([
      { cluster: blue, objects, others: ['ConfigMap theirs'] },
    ]);
    expect(kept.steps.map(({ name }) => name)).toEqual(['credential-1']);
    expect(kept.stays[0].reason).toContain('ConfigMap theirs');
    expect(
      planTenants([{ cluster: blue, objects, others: [] }]).steps.map(
        ({ name }) => name,
      ),
    ).toEqual(['credential-1', 'dpf-portal']);
  });

  it('counts credentials in a DPU cluster that does not answer as left over', () => {
    const made = planTenants([
      {
        cluster: blue,
        objects: [],
        others: [],
        notChecked: { place: 'p', what: 'w', reason: 'It did not answer.' },
      },
    ]);
    expect(left(made)).toEqual(['Credentials of users in a DPU cluster']);
    expect(made.stays[0].commands).not.toEqual([]);
  });
});

describe('planRest', () => {
  const scan = {
    objects: [],
    events: [],
    notChecked: [],
    clusters: [],
    groups: [guide],
  };

  it('says with which commands a person removes what was applied by hand', () => {
    const role = owned(
      {
        group: 'rbac.authorization.k8s.io',
        version: 'v1',
        plural: 'rolebindings',
        kind: 'RoleBinding',
        namespaced: true,
      },
      { namespace: 'team-a', name: 'dpf-portal-secrets' },
      { appliedByHand: true },
    );
    const { steps, stays } = planRest([role], scan, guide);
    expect(steps).toEqual([]);
    expect(stays.flatMap(({ commands }) => commands)).toEqual([
      'kubectl -n team-a delete rolebindings.rbac.authorization.k8s.io dpf-portal-secrets',
    ]);
  });

  it('says with which command a release of Helm ends, and leaves its namespaces', () => {
    const resourceOf = (plural: string, kind: string, namespaced: boolean) => ({
      group: plural === 'namespaces' ? '' : 'rbac.authorization.k8s.io',
      version: 'v1',
      plural,
      kind,
      namespaced,
    });
    const annotations = {
      'meta.helm.sh/release-name': 'dpf',
      'meta.helm.sh/release-namespace': 'platform',
    };
    const applied = { appliedByHand: true };
    const objects = [
      owned(
        resourceOf('clusterroles', 'ClusterRole', false),
        { name: 'dpf-portal', annotations },
        applied,
      ),
      owned(
        resourceOf('rolebindings', 'RoleBinding', true),
        { namespace: 'team-a', name: 'dpf-portal-secrets', annotations },
        applied,
      ),
      owned(
        resourceOf('namespaces', 'Namespace', false),
        {
          name: 'dpf-clusters',
          annotations: { ...annotations, 'helm.sh/resource-policy': 'keep' },
        },
        applied,
      ),
    ];
    const { stays } = planRest(objects, scan, guide);
    expect(stays.flatMap(({ commands }) => commands)).toEqual([
      'helm uninstall dpf --namespace platform',
      'kubectl delete namespaces dpf-clusters',
    ]);
  });

  it('counts what was not checked as left over', () => {
    const notChecked = [{ place: 'p', what: 'Secrets', reason: 'no right' }];
    expect(left(planRest([], { ...scan, notChecked }, guide))).toEqual([
      'Secrets',
    ]);
  });
});
