import {
  Condition,
  KubeObject,
  OwnerReference,
} from '@dpf-portal/kube-controller';
import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  Finding,
  KeepalivedSpec,
  findingCodeOf,
  findingsOf,
} from '@dpf-portal/dpf-model';
import {
  TestAuthority,
  eventually,
  kubeconfigOf,
} from '@dpf-portal/test-support/tenants';
import { kamajiCluster, staticCluster } from '@dpf-portal/test-support';
import { CONTROL_PLANE_NODE, FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { Stage } from '../__testUtils__/Stage';

// The guide's group: its roles need no Leases of DPF, so a stage starts at once.
const GROUP = DPU_CLUSTER_GROUPS.guide;
const FOREIGN = { metadata: { name: 'test', namespace: 'team-a' } };

/** Reasons that say only that a phase is under way. */
const UNDER_WAY = ['ClusterNotReady', 'NotCreated', 'PodsNotReady'];

interface Trouble {
  name: string;
  /** Changes the management cluster before anybody reads it. */
  prepare?: (stage: Stage) => void;
  /** Creates objects, and the cluster `test` in `team-a`. */
  arrange: (stage: Stage) => void | Promise<void>;
}

const kamaji = (keepalived: Partial<KeepalivedSpec> = {}) =>
  kamajiCluster({ group: GROUP, keepalived });

function edit(stage: Stage, patch: Record<string, unknown>): void {
  stage.api.objects.patch(
    `dpuclusters.${GROUP}`,
    { namespace: 'team-a', name: 'test' },
    patch,
  );
}

async function ready(stage: Stage): Promise<void> {
  stage.create(kamaji());
  await stage.untilPhase('test', 'Ready');
}

function kamajiReports(
  stage: Stage,
  version: { status: string; version?: string },
): void {
  stage.api.objects.patch(
    'tenantcontrolplanes',
    { namespace: 'team-a', name: 'test', status: true },
    { status: { kubernetesResources: { version } } },
  );
}

/** The API server rejects what is created of a resource. */
function reject(
  plural: string,
  code: number,
  reason: string,
  message: string,
): Trouble['arrange'] {
  return stage => {
    stage.api.admit = (verb, admitted) => {
      if (verb === 'create' && admitted === plural) {
        throw new FakeRefusal(code, reason, message);
      }
    };
    stage.create(kamaji());
  };
}

function occupy(plural: string, object: KubeObject): Trouble['arrange'] {
  return stage => {
    stage.api.objects.create(plural, 'team-a', object);
    stage.create(kamaji());
  };
}

function rival(keepalived: Partial<KeepalivedSpec>): Trouble['arrange'] {
  return async stage => {
    stage.create(
      kamajiCluster({
        name: 'first',
        group: GROUP,
        keepalived,
        metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
      }),
    );
    await stage.untilPhase('first', 'Ready');
    stage.create(kamaji());
  };
}

const earlierOwner: OwnerReference[] = [
  {
    apiVersion: `${GROUP}/v1alpha1`,
    kind: 'DPUCluster',
    name: 'earlier',
    uid: 'earlier',
  },
];

/** A control plane that was made for a cluster of this name; one with an owner has a finalizer. */
function leave(
  stage: Stage,
  name: string,
  ownerReferences: OwnerReference[],
): void {
  stage.api.objects.create('tenantcontrolplanes', 'team-a', {
    metadata: {
      name,
      namespace: 'team-a',
      labels: { 'dpu.nvidia.com/cluster': name },
      ownerReferences,
      ...(ownerReferences.length ? { finalizers: ['example.com/hold'] } : {}),
    },
    ...{ spec: { networkProfile: { address: '10.66.66.66', port: 31443 } } },
  });
}

function configureDpf(spec: object): Trouble['prepare'] {
  return stage => {
    stage.api.objects.create('dpfoperatorconfigs', 'dpf-operator-system', {
      metadata: {
        name: 'dpfoperatorconfig',
        namespace: 'dpf-operator-system',
      },
      ...{ spec },
    });
  };
}

const FOREIGN_WEBHOOK =
  'Internal error occurred: failed calling webhook "validate.policy-engine.svc-fail": failed to call webhook: Post "https://policy.engine.svc:443/?timeout=10s": context deadline exceeded';

const TROUBLES: Trouble[] = [
  {
    name: 'no VIP',
    arrange: stage => {
      stage.create(kamaji({ vip: '' }));
    },
  },
  {
    name: 'a VIP that is no address',
    arrange: stage => {
      stage.create(kamaji({ vip: '10.66.66' }));
    },
  },
  {
    name: 'an interface that holds YAML',
    arrange: stage => {
      stage.create(kamaji({ interface: 'br-dpu\nx: y' }));
    },
  },
  { name: "another cluster's VIP", arrange: rival({ virtualRouterID: 9 }) },
  {
    name: 'a VIP that is the address of a node',
    prepare: stage =>
      stage.api.objects.create('nodes', '', {
        metadata: { name: 'host-1' },
        ...{
          status: {
            addresses: [{ type: 'InternalIP', address: '10.66.66.66' }],
          },
        },
      }),
    arrange: stage => {
      stage.create(kamaji());
    },
  },
  {
    name: 'a VIP that is an address of a Service',
    arrange: stage => {
      // The slow pass was before.
      stage.api.objects.create('services', 'team-b', {
        metadata: { name: 'web' },
        ...{ spec: { ports: [], externalIPs: ['10.66.66.66'] } },
      });
      stage.create(kamaji());
    },
  },
  {
    name: "another cluster's router id",
    arrange: rival({ vip: '10.66.66.67' }),
  },
  {
    name: 'an edited VIP',
    arrange: async stage => {
      await ready(stage);
      edit(stage, {
        spec: { clusterEndpoint: { keepalived: { vip: '10.66.66.67' } } },
      });
    },
  },
  {
    name: 'a removed endpoint',
    arrange: async stage => {
      await ready(stage);
      edit(stage, { spec: { clusterEndpoint: null } });
    },
  },
  {
    name: 'an edited interface that holds YAML',
    arrange: async stage => {
      await ready(stage);
      edit(stage, {
        spec: { clusterEndpoint: { keepalived: { interface: 'x\n  y: z' } } },
      });
    },
  },
  {
    name: "an edit to another cluster's router id",
    arrange: async stage => {
      await rival({ vip: '10.66.66.67', virtualRouterID: 9 })(stage);
      await stage.untilPhase('test', 'Ready');
      edit(stage, {
        spec: { clusterEndpoint: { keepalived: { virtualRouterID: 9 } } },
      });
    },
  },
  {
    name: 'an address of a cluster that is gone',
    arrange: occupy('tenantcontrolplanes', {
      metadata: {
        name: 'gone',
        namespace: 'team-a',
        ownerReferences: [
          {
            apiVersion: `${GROUP}/v1alpha1`,
            kind: 'DPUCluster',
            name: 'gone',
            uid: 'uid-gone',
          },
        ],
      },
      ...{ spec: { networkProfile: { address: '10.66.66.66', port: 6443 } } },
    }),
  },
  {
    name: 'a Service of that name',
    arrange: occupy('services', { ...FOREIGN, ...{ spec: { ports: [] } } }),
  },
  {
    name: 'a control plane of that name',
    arrange: occupy('tenantcontrolplanes', {
      ...FOREIGN,
      ...{ spec: { networkProfile: { address: '10.9.9.9', port: 6443 } } },
    }),
  },
  {
    name: 'a control plane of that name that a finalizer holds',
    arrange: stage => {
      leave(stage, 'test', earlierOwner);
      stage.api.objects.delete('tenantcontrolplanes', 'team-a', 'test');
      stage.create(kamaji());
    },
  },
  {
    name: 'a control plane of that name, without an owner and at another address',
    arrange: stage => {
      leave(stage, 'test', []);
      stage.create(kamaji({ vip: '10.66.66.99' }));
    },
  },
  {
    name: 'an address of a control plane that a finalizer holds',
    arrange: stage => {
      leave(stage, 'gone', earlierOwner);
      stage.api.objects.delete('tenantcontrolplanes', 'team-a', 'gone');
      stage.create(kamaji());
    },
  },
  {
    name: 'an address of a control plane without a cluster',
    arrange: stage => {
      leave(stage, 'gone', []);
      stage.create(kamaji());
    },
  },
  {
    name: 'a router id of a keepalived without a cluster',
    arrange: stage => {
      stage.api.objects.create('configmaps', 'team-a', {
        metadata: {
          name: 'gone-keepalived',
          namespace: 'team-a',
          labels: { 'app.kubernetes.io/managed-by': 'dpf-portal' },
        },
        ...{
          data: {
            'keepalived.conf':
              'interface br-dpu\nvirtual_router_id 126\nvirtual_ipaddress {\n 10.66.66.9/32\n}',
          },
        },
      });
      stage.api.objects.create('daemonsets', 'team-a', {
        metadata: { name: 'gone-keepalived', namespace: 'team-a' },
      });
      stage.create(kamaji());
    },
  },
  {
    name: 'a DaemonSet of that name',
    arrange: occupy('daemonsets', {
      metadata: { name: 'test-keepalived', namespace: 'team-a' },
    }),
  },
  {
    name: 'a ConfigMap of that name',
    arrange: occupy('configmaps', {
      metadata: { name: 'test-keepalived', namespace: 'team-a' },
    }),
  },
  {
    name: 'a type changed from kamaji',
    arrange: async stage => {
      await ready(stage);
      edit(stage, { spec: { type: 'static' } });
    },
  },
  {
    name: 'no Kamaji',
    prepare: stage => stage.api.hiddenGroups.add('kamaji.clastix.io'),
    arrange: stage => {
      stage.create(kamaji());
    },
  },
  {
    name: 'a missing data store',
    arrange: reject(
      'tenantcontrolplanes',
      400,
      'BadRequest',
      'admission webhook "vtenantcontrolplane.kb.io" denied the request: default DataStore does not exist',
    ),
  },
  {
    name: 'a Kamaji that does not answer',
    arrange: reject(
      'tenantcontrolplanes',
      500,
      'InternalError',
      'Internal error occurred: failed calling webhook "mtenantcontrolplane.kb.io": connect: connection refused',
    ),
  },
  ...['tenantcontrolplanes', 'services', 'configmaps', 'daemonsets'].map(
    plural => ({
      name: `a foreign webhook that does not answer for ${plural}`,
      arrange: reject(plural, 500, 'InternalError', FOREIGN_WEBHOOK),
    }),
  ),
  {
    name: 'a foreign webhook that does not answer for finalizers',
    arrange: stage => {
      stage.api.admit = (_verb, plural, body) => {
        if (plural === `dpuclusters.${GROUP}` && !Array.isArray(body)) {
          throw new FakeRefusal(500, 'InternalError', FOREIGN_WEBHOOK);
        }
      };
      stage.create(kamaji());
    },
  },
  {
    name: 'a foreign webhook that does not answer for a repair',
    arrange: async stage => {
      await ready(stage);
      stage.api.admit = (_verb, plural) => {
        if (plural === 'configmaps') {
          throw new FakeRefusal(500, 'InternalError', FOREIGN_WEBHOOK);
        }
      };
      edit(stage, {
        spec: { clusterEndpoint: { keepalived: { interface: 'eno1' } } },
      });
    },
  },
  {
    name: 'a rejected control plane',
    arrange: reject(
      'tenantcontrolplanes',
      422,
      'Invalid',
      'spec.kubernetes.version: unsupported version',
    ),
  },
  {
    name: 'an etcd that must be encrypted',
    prepare: configureDpf({
      kamajiClusterManager: { etcdEncryptionAtRest: { provider: 'staticKey' } },
    }),
    arrange: stage => {
      stage.create(kamaji());
    },
  },
  {
    name: 'a configuration of DPF that may not be read',
    prepare: stage => stage.api.forbidden.add('dpfoperatorconfigs'),
    arrange: stage => {
      stage.create(kamaji());
    },
  },
  {
    name: 'a pod range that is too small',
    prepare: configureDpf({ flannel: { podCIDR: '10.100.0.0/16' } }),
    arrange: stage => {
      stage.create(kamaji());
    },
  },
  {
    name: 'a pod range among the Services',
    prepare: configureDpf({ flannel: { podCIDR: '10.96.0.0/14' } }),
    arrange: stage => {
      stage.create(kamaji());
    },
  },
  {
    name: 'an exceeded quota',
    arrange: reject(
      'services',
      403,
      'Forbidden',
      'services "test" is forbidden: exceeded quota: team, requested: services.nodeports=1',
    ),
  },
  {
    name: 'no free NodePort',
    arrange: reject(
      'services',
      500,
      'InternalError',
      'Internal error occurred: failed to allocate a nodePort: range is full',
    ),
  },
  {
    name: 'a rejected DaemonSet',
    arrange: reject(
      'daemonsets',
      403,
      'Forbidden',
      'violates PodSecurity "restricted"',
    ),
  },
  {
    name: 'a rejected ConfigMap',
    arrange: reject('configmaps', 403, 'Forbidden', 'denied by policy'),
  },
  {
    name: 'a version below the installed one',
    arrange: async stage => {
      await ready(stage);
      kamajiReports(stage, { status: 'Ready', version: 'v1.29.0' });
      edit(stage, { spec: { version: 'v1.27.0' } });
    },
  },
  {
    name: 'a lost NodePort',
    arrange: async stage => {
      await ready(stage);
      stage.api.admit = (verb, plural) => {
        if (verb === 'create' && plural === 'services') {
          throw new FakeRefusal(
            422,
            'Invalid',
            'spec.ports[0].nodePort: Invalid value: provided port is already allocated',
          );
        }
      };
      const { services } = stage.connection.stores;
      stage.api.objects.delete('services', 'team-a', 'test');
      await eventually(() => services.list().length === 0);
      stage.api.objects.delete('tenantcontrolplanes', 'team-a', 'test');
    },
  },
  {
    name: 'a control plane without replicas',
    arrange: async stage => {
      await ready(stage);
      kamajiReports(stage, { status: 'Sleeping' });
    },
  },
  {
    name: 'a control plane without replicas, and a version that waits for it',
    arrange: async stage => {
      await ready(stage);
      kamajiReports(stage, { status: 'Sleeping', version: 'v1.29.0' });
      edit(stage, { spec: { version: 'v1.30.0' } });
      await eventually(
        () => stopOf(clusterOf(stage))?.message.includes('v1.30.0') ?? false,
      );
    },
  },
  {
    name: 'no node for keepalived',
    arrange: async stage => {
      stage.keepalivedNodes = 0;
      stage.api.objects.delete('nodes', '', CONTROL_PLANE_NODE.metadata.name);
      stage.create(kamaji());
    },
  },
  {
    name: 'a static cluster without its Secret',
    arrange: stage => {
      stage.create(
        staticCluster({
          namespace: 'team-a',
          group: GROUP,
          kubeconfig: 'lost',
        }),
      );
    },
  },
  {
    name: 'a static cluster that names no Secret',
    arrange: stage => {
      stage.create(
        staticCluster({ namespace: 'team-a', group: GROUP, kubeconfig: '' }),
      );
    },
  },
  {
    name: 'a static kubeconfig that may not be read',
    prepare: stage => stage.api.forbidden.add('secrets'),
    arrange: stage => {
      stage.create(
        staticCluster({
          namespace: 'team-a',
          group: GROUP,
          kubeconfig: 'closed',
        }),
      );
    },
  },
  {
    name: 'a static kubeconfig that has expired',
    arrange: async stage => {
      const authority = await TestAuthority.create();
      const { certificate, key } = await authority.issue({
        name: 'admin',
        notAfter: new Date(Date.now() - 3_600_000),
      });
      stage.createSecret('team-a', 'expired', {
        'admin.conf': kubeconfigOf({
          ca: authority.certificate,
          certificate,
          key,
        }),
      });
      stage.create(
        staticCluster({
          namespace: 'team-a',
          group: GROUP,
          kubeconfig: 'expired',
        }),
      );
    },
  },
  {
    name: 'a static kubeconfig that is none',
    arrange: stage => {
      stage.createSecret('team-a', 'wrong', { 'admin.conf': 'no: kubeconfig' });
      stage.create(
        staticCluster({
          namespace: 'team-a',
          group: GROUP,
          kubeconfig: 'wrong',
        }),
      );
    },
  },
];

function clusterOf(stage: Stage): DpuCluster | undefined {
  return stage.connection.cluster(GROUP, 'team-a', 'test');
}

/** The condition by which the reconciler says why it stopped, or that it rejected an edit. */
function stopOf(cluster: DpuCluster | undefined): Condition | undefined {
  return cluster?.status?.conditions?.find(
    ({ type, status, reason }) =>
      type !== 'Ready' &&
      !UNDER_WAY.includes(reason) &&
      (status === 'False' || !['Created', 'Deployed'].includes(reason)),
  );
}

/** What the card says where the reconciler stopped for this reason. */
function sentenceFor(
  { reason }: Condition,
  findings: readonly Finding[],
): string | undefined {
  return findings.find(({ code }) => code === findingCodeOf(reason))?.sentence;
}

describe('a cluster in trouble', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.create();
    stage.api.objects.create('datastores', '', {
      metadata: { name: 'default' },
    });
  });

  afterEach(async () => {
    await stage.stop();
  });

  it.each(TROUBLES)(
    'is explained by the same sentence on its condition and on its card: $name',
    async ({ prepare, arrange }) => {
      prepare?.(stage);
      await stage.start();
      await arrange(stage);
      await eventually(() => stopOf(clusterOf(stage)) !== undefined);
      const cluster = clusterOf(stage);
      const stop = stopOf(cluster);
      if (!cluster || !stop) {
        throw new Error('The reconciler did not stop');
      }
      const world = stage.connection.world(stage.controllers.roleStatus());
      expect(sentenceFor(stop, findingsOf(cluster, world))).toBe(stop.message);
      // A duration would be a write a pass.
      expect(stop.message).not.toMatch(/\d (s|min|h|days)\b/);
    },
  );

  it('is explained by the same sentence in the Event and on its card while a DPU holds its deletion', async () => {
    const group = DPU_CLUSTER_GROUPS.released;
    const live = () => stage.connection.cluster(group, 'team-a', 'test');
    const note = () =>
      stage.api.objects
        .list('events')
        .map(event => event as KubeObject & { reason?: string; note?: string })
        .find(({ reason }) => reason === 'DeletionBlocked')?.note;
    stage.api.objects.create(`dpus.${group}`, 'team-a', {
      metadata: {
        name: 'dpu-1',
        namespace: 'team-a',
        labels: { [`${group}/dpuset-name`]: 'rack-1' },
      },
      ...{ spec: { cluster: { name: 'test', namespace: 'team-a' } } },
    });
    await stage.start();
    const created = kamajiCluster({ group });
    stage.create(created);
    await eventually(() => live()?.metadata.finalizers?.length === 2);
    stage.delete(created);
    await eventually(() => note() !== undefined);
    const cluster = live();
    const world = stage.connection.world(stage.controllers.roleStatus());
    expect(cluster && findingsOf(cluster, world)).toMatchObject([
      { code: 'DeletionBlocked', sentence: note() },
    ]);
  });
});
