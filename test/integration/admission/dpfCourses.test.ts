import {
  Condition,
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  DpuClusterGroup,
  DpuClusterStatus,
  internalFinalizer,
  managerFinalizer,
} from '@dpf-portal/dpf-model';
import path from 'node:path';
import {
  ClusterShape,
  clusterDefinition,
  definitionsOf,
} from '../../fixtures/clusterDefinition';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab, LabOptions } from '../../management/Lab';
import { PlainClient } from '../../management/PlainClient';
import { clusterWriters } from '../../management/clusterWriters';

const NAMESPACE = 'team-a';
const MERGE_PATCH = 'application/merge-patch+json';
const { released, guide } = DPU_CLUSTER_GROUPS;
const DPF = 'system:serviceaccount:dpf-operator-system';
const KUBE = 'system:serviceaccount:kube-system';

/** The accounts whose roles may write DPUClusters in DPF's own manifests, and others. */
const USERS = {
  operator: `${DPF}:dpf-operator-controller-manager`,
  provisioning: `${DPF}:dpf-provisioning-controller-manager`,
  kamaji: `${DPF}:kamaji-cm-controller-manager`,
  static: `${DPF}:static-cm-controller-manager`,
  person: 'mallory',
  collector: `${KUBE}:generic-garbage-collector`,
  namespaces: `${KUBE}:namespace-controller`,
  /** Other accounts of DPF's namespace, and one of the same name elsewhere. */
  neighbour: `${DPF}:default`,
  services: `${DPF}:dpuservice-controller-manager`,
  namesake: 'system:serviceaccount:team-a:kamaji-cm-controller-manager',
};
type User = keyof typeof USERS;
type Type = 'kamaji' | 'static';

const NEWEST: ClusterShape = {
  version: 'status',
  maxNodes: 3000,
  nodesCount: true,
};
/** DPF's own definitions, which are not part of this repository. */
const RELEASED_DEFINITIONS = process.env.DPF_RELEASED_CRDS;

interface Release {
  release: string;
  shape: ClusterShape;
  groups?: DpuClusterGroup[];
  definitions: NonNullable<LabOptions['definitions']>;
}

const RELEASES: Release[] = [
  ...(
    [
      ['24.10', { version: 'spec', maxNodes: 1000, nodesCount: false }],
      ['25.10', { version: 'status', maxNodes: 1000, nodesCount: false }],
    ] as const
  ).map(([release, shape]) => ({
    release,
    shape,
    definitions: definitionsOf(
      'dpf-24.10',
      [released, guide].map(group => clusterDefinition(group, shape)),
    ),
  })),
  {
    release: '26.x',
    shape: NEWEST,
    definitions: definitionsOf('dpf-25.10', [clusterDefinition(guide, NEWEST)]),
  },
  ...(RELEASED_DEFINITIONS
    ? [
        {
          release: '26.8, by its own definitions',
          shape: NEWEST,
          groups: [released],
          definitions: [path.join(RELEASED_DEFINITIONS, 'dpf-26')],
        },
      ]
    : []),
];

/** One write of a controller of DPF's: a whole object, or its status. */
interface Step {
  by: User;
  what: string;
  of?: 'status';
  change(live: DpuCluster): DpuCluster;
}

const inMetadata =
  (change: (metadata: DpuCluster['metadata']) => object) =>
  (live: DpuCluster): DpuCluster => ({
    ...live,
    metadata: { ...live.metadata, ...change(live.metadata) },
  });
const inStatus =
  (change: DpuClusterStatus) =>
  (live: DpuCluster): DpuCluster => ({
    ...live,
    status: { ...live.status, ...change },
  });
const withFinalizer = (finalizer: string) =>
  inMetadata(({ finalizers = [] }) => ({
    finalizers: [...finalizers, finalizer],
  }));
const withoutFinalizer = (finalizer: string) =>
  inMetadata(({ finalizers = [] }) => ({
    finalizers: finalizers.filter(one => one !== finalizer),
  }));
const withCondition =
  (type: string, status: Condition['status'], reason: string) =>
  (live: DpuCluster): DpuCluster => {
    const others = live.status?.conditions?.filter(one => one.type !== type);
    const condition = {
      type,
      status,
      reason,
      message: '',
      lastTransitionTime: '2026-11-30T12:00:00Z',
    };
    return inStatus({ conditions: [...(others ?? []), condition] })(live);
  };

const LABELS = 'sets labels of DPF';
const REMOVES_LABELS = 'removes labels of DPF';
const OTHER_LABELS = 'sets a label';

/** What DPF writes from the creation of a cluster until its deletion. */
function course(
  type: Type,
  group: DpuClusterGroup,
  { version, nodesCount }: ClusterShape,
): { life: Step[]; end: Step[] } {
  const conditions: Array<[string, Condition['status'], string]> =
    type === 'kamaji'
      ? [
          ['Created', 'False', 'ClusterNotReady'],
          ['KeepalivedReady', 'True', 'Deployed'],
          ['Created', 'True', 'Created'],
        ]
      : [
          ['Created', 'False', 'EmptyKubeconfig'],
          ['Created', 'True', 'Created'],
        ];
  const later: typeof conditions = [
    ['Upgraded', 'False', 'Upgraded'],
    ['Upgraded', 'True', 'Upgraded'],
    ['EtcdEncryptionRotationInProgress', 'True', 'Rotating'],
    ['EtcdEncryptionRotationBlocked', 'False', 'NotBlocked'],
  ];
  const reports = ([name, status, reason]: (typeof conditions)[number]) => ({
    by: type,
    what: `reports ${name}=${status}`,
    of: 'status' as const,
    change: withCondition(name, status, reason),
  });
  const phase = (wanted: DpuClusterStatus): Step => ({
    by: 'provisioning',
    what: `reports ${JSON.stringify(wanted)}`,
    of: 'status',
    change: inStatus({
      ...wanted,
      ...(version === 'status' && { version: 'v1.35.6' }),
    }),
  });
  const counts = (count: number) =>
    nodesCount ? [phase({ nodesCount: count })] : [];
  const life: Step[] = [
    {
      by: 'provisioning',
      what: 'holds it',
      change: withFinalizer(internalFinalizer(group)),
    },
    phase({ phase: 'Creating' }),
    {
      by: type,
      what: 'holds it',
      change: withFinalizer(managerFinalizer(group)),
    },
    {
      by: type,
      what: 'names the kubeconfig',
      change: live => ({
        ...live,
        spec: {
          ...live.spec,
          kubeconfig:
            live.spec.kubeconfig ?? `${live.metadata.name}-admin-kubeconfig`,
        },
      }),
    },
    ...conditions.map(reports),
    {
      by: 'provisioning',
      what: 'reports Ready',
      of: 'status',
      change: withCondition('Ready', 'True', 'HealthCheckPassed'),
    },
    phase({ phase: 'Ready' }),
    ...counts(3),
    ...(version === 'status' ? later.map(reports) : []),
    {
      by: 'provisioning',
      what: 'reports that it is not Ready',
      of: 'status',
      change: withCondition('Ready', 'False', 'HealthCheckFailed'),
    },
    phase({ phase: 'NotReady' }),
    {
      by: 'operator',
      what: LABELS,
      change: inMetadata(({ labels }) => ({
        labels: {
          ...labels,
          'dpu.nvidia.com/cluster': 'x',
          'provisioning.dpu.nvidia.com/part': 'y',
        },
      })),
    },
    {
      by: type,
      what: REMOVES_LABELS,
      change: inMetadata(({ labels: { zone } = {} }) => ({
        labels: zone ? { zone } : {},
      })),
    },
    {
      by: 'operator',
      what: OTHER_LABELS,
      change: inMetadata(({ labels }) => ({
        labels: { ...labels, zone: 'b' },
      })),
    },
  ];
  const end: Step[] = [
    ...counts(0),
    {
      by: type,
      what: 'lets it go',
      change: withoutFinalizer(managerFinalizer(group)),
    },
    {
      by: 'provisioning',
      what: 'lets it go',
      change: withoutFinalizer(internalFinalizer(group)),
    },
  ];
  return { life, end };
}

describe.each(RELEASES)(
  'With the admission policies, DPF $release',
  ({ shape, definitions, groups = [released, guide] }) => {
    let lab: Lab;
    let users: Record<User, PlainClient>;
    let admin: PlainClient;
    let number = 0;

    beforeAll(async () => {
      lab = await Lab.start({ light: true, definitions });
      users = await clusterWriters(lab, USERS);
      admin = await PlainClient.fromKubeconfig(
        lab.cluster.kubeConfig.exportConfig(),
      );
      await lab.api.denySettings();
    });
    afterAll(async () => {
      Object.values(users ?? {}).forEach(client => client.close());
      admin?.close();
      await lab?.stop();
    });

    const pathOf = ({ apiVersion, metadata }: DpuCluster) =>
      `/apis/${apiVersion}/namespaces/${NAMESPACE}/dpuclusters/${metadata.name}`;

    async function make(
      type: Type,
      group: DpuClusterGroup,
      annotations = {},
    ): Promise<DpuCluster> {
      number++;
      const good = kamajiCluster(`cluster-${number}`, {
        vip: `10.66.72.${number}`,
        virtualRouterID: number,
      });
      const { version, clusterEndpoint, ...spec } = good.spec;
      const cluster: DpuCluster = {
        ...good,
        apiVersion: `${group}/v1alpha1`,
        metadata: { ...good.metadata, annotations, labels: { zone: 'a' } },
        spec: {
          ...spec,
          type,
          ...(shape.version === 'spec' && { version }),
          ...(type === 'kamaji' ? { clusterEndpoint } : { kubeconfig: 'mine' }),
        },
      };
      const all = pathOf(cluster).replace(/\/[^/]+$/, '');
      const answer = await admin.request('POST', all, cluster);
      expect(answer).toMatchObject({ status: 201, warnings: [] });
      return cluster;
    }

    /** Carries out a step, by its controller or by somebody else. */
    async function carryOut(
      { by, of, change }: Step,
      cluster: DpuCluster,
      instead?: User,
    ) {
      const object = pathOf(cluster);
      const live = (await admin.request<DpuCluster>('GET', object)).body;
      return users[instead ?? by].request(
        'PUT',
        of ? `${object}/status` : object,
        change(live),
      );
    }

    const remove = (by: User, cluster: DpuCluster) =>
      users[by].request('DELETE', pathOf(cluster));

    const patchMetadata = (by: User, cluster: DpuCluster, metadata: object) =>
      users[by].request('PATCH', pathOf(cluster), { metadata }, MERGE_PATCH);

    async function expectSteps(steps: Step[], cluster: DpuCluster) {
      for (const step of steps) {
        const { status, warnings, body } = await carryOut(step, cluster);
        expect([step.by, step.what, status, warnings, body.message]).toEqual([
          step.by,
          step.what,
          200,
          [],
          undefined,
        ]);
      }
    }

    async function expectGone(cluster: DpuCluster) {
      const { status } = await admin.request('GET', pathOf(cluster));
      expect(status).toBe(404);
    }

    describe.each(groups)('in %s', group => {
      it.each(['kamaji', 'static'] as const)(
        'takes a %s cluster from its creation to its deletion, without a warning',
        async type => {
          const cluster = await make(type, group);
          const { life, end } = course(type, group, shape);
          await expectSteps(life, cluster);
          const [last, ...rest] = end;
          const [zero, others] = shape.nodesCount ? [[last], rest] : [[], end];
          await expectSteps(zero, cluster);
          const deleted = await remove('person', cluster);
          expect(deleted).toMatchObject({ status: 200, warnings: [] });
          await expectSteps(others, cluster);
          await expectGone(cluster);
        },
      );

      it('deletes a cluster that is locked and has DPUs where DPF is removed', async () => {
        const cluster = await make('kamaji', group, {
          [DPF_ANNOTATIONS.owner]: 'group:default/team-a',
          [DPF_ANNOTATIONS.locked]: 'user:default/ann: mine',
        });
        const { life, end } = course('kamaji', group, shape);
        await expectSteps(life, cluster);
        const refused = await remove('person', cluster);
        expect(refused.status).toBe(403);
        const deleted = await remove('operator', cluster);
        expect(deleted).toMatchObject({ status: 200, warnings: [] });
        await expectSteps(end, cluster);
        await expectGone(cluster);
      });

      it('may do of all that only what a user may, with another account', async () => {
        const { life } = course('kamaji', group, shape);
        for (const by of [
          'person',
          'neighbour',
          'services',
          'namesake',
        ] as const) {
          const cluster = await make('kamaji', group);
          const refused: string[] = [];
          const warned: string[] = [];
          for (const step of life) {
            const { status, warnings } = await carryOut(step, cluster, by);
            if (status !== 200) {
              refused.push(`${step.what}: ${status}`);
            }
            if (warnings.length > 0) {
              warned.push(step.what);
            }
          }
          expect({ by, refused, warned }).toEqual({
            by,
            refused: [`${LABELS}: 403`],
            warned: [LABELS, OTHER_LABELS],
          });
        }
      });

      it('does not keep Kubernetes’ own controllers from their work', async () => {
        const asAdmin = (object: string, change: object) =>
          admin.request('PATCH', object, change, MERGE_PATCH);
        for (const by of ['collector', 'namespaces'] as const) {
          const cluster = await make('static', group);
          for (const answer of [
            await patchMetadata(by, cluster, { ownerReferences: [] }),
            await patchMetadata(by, cluster, {
              finalizers: ['example.com/hold'],
            }),
            await remove(by, cluster),
          ]) {
            expect(answer).toMatchObject({ status: 200, warnings: [] });
          }
          // DPUs that are assigned meanwhile, and a lock, hinder nobody once the deletion has begun.
          await asAdmin(`${pathOf(cluster)}/status`, {
            status: { nodesCount: 1 },
          });
          await asAdmin(pathOf(cluster), {
            metadata: { annotations: { [DPF_ANNOTATIONS.locked]: 'x' } },
          });
          for (const answer of [
            await remove(by, cluster),
            await patchMetadata(by, cluster, { finalizers: [] }),
          ]) {
            expect(answer).toMatchObject({ status: 200, warnings: [] });
          }
          await expectGone(cluster);
        }
      });

      it('leaves a locked cluster in its namespace, whoever deletes that', async () => {
        const cluster = await make('static', group, {
          [DPF_ANNOTATIONS.locked]: 'user:default/ann: mine',
        });
        for (const by of ['collector', 'namespaces'] as const) {
          const { status, body } = await remove(by, cluster);
          expect(status).toBe(403);
          expect(body.message).toContain('locked against deletion');
        }
      });
    });
  },
);
