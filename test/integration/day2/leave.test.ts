import {
  ADMIN_SECRET_LABEL,
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  FIELD_MANAGERS,
  RESERVATIONS_CONFIG_MAP,
  isOwnFieldManager,
  isOwnKey,
} from '@dpf-portal/dpf-model';
import {
  CONTROLLERS_LEASE,
  HANDED_BACK_ANNOTATION,
  TENANT_CONTROL_PLANES,
} from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeObject,
  LeaseObject,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { ControllersProcess } from '../../controllers/ControllersProcess';
import { runControllersCommand } from '../../controllers/runControllersCommand';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { TenantApi } from '../../kamaji/TenantApi';
import { Lab } from '../../management/Lab';
import { registerGuideExample } from '../../management/registerGuideExample';
import { AccessLab } from '../../portal/AccessLab';
import { eventually } from '../../portal/eventually';
import { DPF_RELEASES } from '../../vendor/dpfReleases';
import { VendorStandIn } from '../../vendor/VendorStandIn';

const ANN = 'user:default/ann';
const OWNER = 'group:default/team-a';
const LEASES_NAMESPACE = 'dpf-operator-system';
const POLICIES: ResourceType[] = [
  ['validatingadmissionpolicies', 'ValidatingAdmissionPolicy'],
  ['validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding'],
].map(([plural, kind]) => ({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural,
  kind,
  namespaced: false,
}));
const rbac = (plural: string, kind: string, namespaced: boolean) => ({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural,
  kind,
  namespaced,
});
const BINDINGS = rbac('clusterrolebindings', 'ClusterRoleBinding', false);
const ROLES = rbac('clusterroles', 'ClusterRole', false);
const CHILDREN = [
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.services,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
];

interface DaemonSet extends KubeObject {
  spec: { template: object };
}

describe('dpf-controllers footprint of a portal that only reads', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
  });
  afterAll(() => lab?.stop());

  it('is none, and says what was applied for it', async () => {
    const { code, output } = await runControllersCommand(
      ...['footprint', '--kubeconfig', lab.cluster.adminKubeconfigFile],
    );
    expect(output).toMatch(/^none\nApplied from deploy\/ by somebody/);
    expect(output).toContain('dpf-portal-read-only');
    expect(code).toBe(0);
  });
});

describe('dpf-controllers footprint and leave', () => {
  let access: AccessLab;
  let tenant: TenantApi;
  let controllers: ControllersProcess;
  let green: DpuCluster;
  let guide: DpuCluster;

  beforeAll(async () => {
    access = await AccessLab.start({ users: [ANN], roles: ['view'] });
    tenant = TenantApi.open(
      access.lab.cluster.staticKubeconfig,
      access.lab.cluster.proxyUrl,
    );
    controllers = access.lab.startControllers();
    const { api } = access.lab;
    const wanted = kamajiCluster('green', {
      vip: '10.66.66.71',
      virtualRouterID: 71,
    });
    wanted.metadata.labels = { tier: 'gold' };
    wanted.metadata.annotations = {
      [DPF_ANNOTATIONS.owner]: OWNER,
      [DPF_ANNOTATIONS.purpose]: 'test',
      'example.com/note': 'stays',
    };
    green = await api.createCluster('team-a', wanted);
    guide = await registerGuideExample(access.lab, DPU_CLUSTER_GROUPS.guide);
    [green, guide] = await Promise.all(
      [green, guide].map(cluster => api.clusterReady(cluster)),
    );
    await access.issue(ANN, 'view');
    await access.portal
      .as(ANN)
      .post('/kubeconfig-uploads', {
        managementCluster: 'local',
        kubeconfig: access.lab.cluster.staticKubeconfig,
      })
      .expect(201);
    const asPortal = { fieldManager: FIELD_MANAGERS.requests };
    await api.client.create(
      CORE_RESOURCES.configMaps,
      {
        metadata: { namespace: 'dpf-clusters', name: RESERVATIONS_CONFIG_MAP },
      },
      asPortal,
    );
    await api.client.create(
      CORE_RESOURCES.secrets,
      {
        metadata: {
          namespace: 'dpf-clusters',
          name: 'never-made-admin-kubeconfig',
          labels: { [ADMIN_SECRET_LABEL]: 'true' },
        },
      },
      asPortal,
    );
  });
  afterAll(async () => {
    tenant?.close();
    await access?.stop();
  });

  const run = (command: string, ...args: string[]) =>
    runControllersCommand(
      command,
      ...['--kubeconfig', access.lab.cluster.adminKubeconfigFile],
      ...['--tenant-proxy', access.lab.cluster.proxyUrl],
      ...args,
    );
  const list = (resource: ResourceType, labelSelector?: string) =>
    access.lab.api.client.listAll(resource, { labelSelector });
  const liveCluster = (cluster: DpuCluster) =>
    access.lab.api.client.get<DpuCluster>(
      access.lab.api.resourceOf(cluster),
      cluster.metadata,
    );

  /** Every object that leave may touch, with its version. */
  async function versions(): Promise<string[]> {
    const management = [
      ...CHILDREN,
      ...POLICIES,
      CORE_RESOURCES.secrets,
      CORE_RESOURCES.leases,
      access.lab.api.resourceOf(green),
      access.lab.api.resourceOf(guide),
    ].map(resource => list(resource));
    const inTenant = [
      CORE_RESOURCES.namespaces,
      CORE_RESOURCES.secrets,
      CORE_RESOURCES.serviceAccounts,
      BINDINGS,
      ROLES,
    ].map(resource => tenant.client.listAll(resource));
    const all = (await Promise.all([...management, ...inTenant])).flat();
    return all
      .map(
        ({ kind, metadata }) =>
          `${kind} ${metadata.namespace}/${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`,
      )
      .filter(line => !/(kube-system|kube-node-lease)\//.test(line))
      .sort();
  }

  it('lists what this project wrote, here and in the DPU clusters, and no value', async () => {
    const { code, output } = await run('footprint', '--output', 'json');
    const footprint = JSON.parse(output);
    expect(code).toBe(0);
    expect(footprint.notChecked).toEqual([]);
    const names = footprint.objects.map(
      (one: {
        place: string;
        kind: string;
        namespace?: string;
        name: string;
      }) => `${one.place}: ${one.kind} ${one.namespace ?? ''}/${one.name}`,
    );
    expect(names).toEqual(
      expect.arrayContaining([
        'management cluster: DPUCluster team-a/green',
        'management cluster: TenantControlPlane team-a/green',
        'management cluster: Service team-a/green',
        'management cluster: DaemonSet team-a/green-keepalived',
        'management cluster: ConfigMap team-a/green-keepalived',
        `management cluster: ConfigMap dpf-clusters/${RESERVATIONS_CONFIG_MAP}`,
        `management cluster: Lease ${LEASES_NAMESPACE}/${CONTROLLERS_LEASE}`,
        'DPU cluster dpf-clusters/blue: Namespace /dpf-portal',
        'DPU cluster dpf-clusters/blue: ClusterRole /dpf-portal:nodes',
      ]),
    );
    const ofGreen = footprint.objects.find(
      ({ kind, name }: { kind: string; name: string }) =>
        kind === 'DPUCluster' && name === 'green',
    );
    expect(ofGreen.fields).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          path: 'spec.kubeconfig',
          manager: FIELD_MANAGERS.kamaji,
          since: expect.stringMatching(/^20.*Z$/),
        }),
        { path: `metadata.annotations[${DPF_ANNOTATIONS.owner}]` },
      ]),
    );
    expect(
      footprint.appliedByHand.map(({ name }: { name: string }) => name),
    ).toEqual(
      expect.arrayContaining([
        'dpf-portal-secrets',
        expect.stringMatching(/^dpf-portal-dpuclusters/),
      ]),
    );
    expect(output).not.toContain(OWNER);
    expect(output).not.toContain('BEGIN');
  });

  it('finds every writer of this project by its name', async () => {
    const ofPods = new Set<string>();
    for (const resource of [
      ...CHILDREN,
      CORE_RESOURCES.secrets,
      CORE_RESOURCES.leases,
      CORE_RESOURCES.events,
      access.lab.api.resourceOf(green),
      access.lab.api.resourceOf(guide),
    ]) {
      for (const { metadata } of await list(resource)) {
        const { managedFields = [] } = metadata as {
          managedFields?: Array<{ manager: string }>;
        };
        managedFields.forEach(({ manager }) => ofPods.add(manager));
      }
    }
    const foreign = [...ofPods].filter(manager => !isOwnFieldManager(manager));
    // Kubernetes, the local cluster with its stand-ins, and this test.
    expect(
      foreign.filter(
        manager =>
          !/^(kube-|etcd|local-|kamaji|kubelet|portals?$|Go-http|dpu)/.test(
            manager,
          ),
      ),
    ).toEqual([]);
  });

  it('refuses while controllers lead, and says what to run', async () => {
    const { code, output } = await run('leave');
    expect(code).toBe(1);
    expect(output).toContain('Run: dpf-controllers handback');
    expect(output).toContain('Nothing was changed');
    expect((await liveCluster(green)).metadata.annotations).toHaveProperty([
      DPF_ANNOTATIONS.owner,
    ]);
  });

  it('refuses while a process only waits for the hand-back to be undone', async () => {
    expect((await run('handback')).code).toBe(0);
    const { code, output } = await run('leave');
    expect(code).toBe(1);
    expect(output).toContain('still runs with the role auto');
    const { metadata, spec } = await access.lab.api.client.get<LeaseObject>(
      CORE_RESOURCES.leases,
      { namespace: LEASES_NAMESPACE, name: CONTROLLERS_LEASE },
    );
    expect(metadata.annotations).toHaveProperty([HANDED_BACK_ANNOTATION]);
    expect(spec?.holderIdentity).toBe('');
  });

  describe('when the controllers have stopped', () => {
    let before: DpuCluster;
    let children: KubeObject[];

    const childrenOfGreen = async () =>
      (await Promise.all(CHILDREN.map(resource => list(resource))))
        .flat()
        .filter(({ metadata }) => metadata.namespace === 'team-a');

    beforeAll(async () => {
      await controllers.stop();
      before = await liveCluster(green);
      children = await childrenOfGreen();
    });

    it('changes nothing in a dry run', async () => {
      const seen = await versions();
      const { code, output } = await run('leave', '--dry-run');
      expect(output).toContain('Would be removed');
      expect(output).toContain('DPUCluster team-a/green');
      expect(output).toContain('DPU cluster dpf-clusters/blue: Secret');
      expect(code).toBe(0);
      expect(await versions()).toEqual(seen);
    });

    it('names a DPU cluster that does not answer, and does not wait for it', async () => {
      await access.whileItHangs(async () => {
        const { code, output } = await run('leave', '--dry-run');
        expect(code).toBe(1);
        expect(output).toContain('Should go, and is still there');
        expect(output).toMatch(
          /Credentials of users in a DPU cluster: dpf-clusters\/blue\n {2}The DPU cluster was not checked: /,
        );
        const footprint = await run('footprint');
        expect(footprint.code).toBe(1);
        expect(footprint.output).toContain(
          'DPU cluster dpf-clusters/blue: Credentials of users: ',
        );
      });
    });

    it('says which rights are missing, and removes nothing else than it may', async () => {
      const { code, output } = await runControllersCommand(
        ...['leave', '--dry-run'],
        ...['--kubeconfig', access.lab.cluster.controllersKubeconfigFile],
        ...['--tenant-proxy', access.lab.cluster.proxyUrl],
      );
      expect(code).toBe(1);
      expect(output).toMatch(/The right “delete leases.coordination.k8s.io”/);
      expect(output).toContain('kubeconfig of an administrator');
    });

    it('removes what nobody needs, and keeps everything else as it is', async () => {
      const { code, output } = await run('leave');
      expect(output).toContain('Everything that should go is gone.');
      expect(code).toBe(0);

      for (const resource of POLICIES) {
        const names = (await list(resource)).map(
          ({ metadata }) => metadata.name,
        );
        expect(names.filter(name => name.startsWith('dpf-portal'))).toEqual([]);
      }
      const after = await liveCluster(green);
      expect(Object.keys(after.metadata.annotations ?? {})).toEqual([
        'example.com/note',
      ]);
      expect(after.metadata.labels).toEqual(before.metadata.labels);
      expect(after.metadata.finalizers).toEqual(before.metadata.finalizers);
      expect(after.spec).toEqual(before.spec);
      expect(after.status).toEqual(before.status);
      expect(await childrenOfGreen()).toEqual(children);
      const template = ({ kind, ...object }: KubeObject) =>
        kind === 'DaemonSet'
          ? [JSON.stringify((object as DaemonSet).spec.template)]
          : [];
      expect((await childrenOfGreen()).flatMap(template)).toEqual(
        children.flatMap(template),
      );

      expect((await liveCluster(guide)).metadata.finalizers ?? []).toEqual([]);
      const secrets = (await list(CORE_RESOURCES.secrets)).map(
        ({ metadata }) => metadata.name,
      );
      expect(secrets).toEqual(
        expect.arrayContaining(['blue-admin', 'green-admin-kubeconfig']),
      );
      expect(secrets.filter(name => /upload|never-made/.test(name))).toEqual(
        [],
      );
      const leases = await list(CORE_RESOURCES.leases);
      expect(
        leases.filter(
          ({ metadata }) => metadata.namespace === LEASES_NAMESPACE,
        ),
      ).toEqual([]);

      const label = 'app.kubernetes.io/managed-by=dpf-portal';
      const inTenant = await Promise.all(
        [
          CORE_RESOURCES.secrets,
          CORE_RESOURCES.serviceAccounts,
          BINDINGS,
          ROLES,
        ].map(resource =>
          tenant.client.listAll(resource, { labelSelector: label }),
        ),
      );
      expect(inTenant.flat()).toEqual([]);
    });

    it('has nothing to do a second time', async () => {
      await eventually('the namespace is gone', async () => {
        const namespaces = await tenant.client.listAll(
          CORE_RESOURCES.namespaces,
        );
        return (
          namespaces.every(({ metadata }) => metadata.name !== 'dpf-portal') ||
          undefined
        );
      });
      const seen = await versions();
      const { code, output } = await run('leave');
      expect(code).toBe(0);
      expect(output).not.toContain('Removed');
      expect(await versions()).toEqual(seen);
    });

    it('leaves a footprint of nothing but what it said would stay', async () => {
      const { output } = await run('footprint', '--output', 'json');
      const { objects } = JSON.parse(output);
      const kinds = new Set(objects.map(({ kind }: { kind: string }) => kind));
      expect([...kinds].sort()).toEqual([
        'ConfigMap',
        'DPUCluster',
        'DaemonSet',
        'Service',
        'TenantControlPlane',
      ]);
      for (const { name, fields } of objects) {
        const annotations = fields.filter(({ path }: { path: string }) =>
          path.startsWith('metadata.annotations[dpf-portal.io/'),
        );
        // The digest of keepalived's objects: they are not touched.
        expect(name.endsWith('-keepalived') || !annotations.length).toBe(true);
      }
      const live = await liveCluster(green);
      expect(
        Object.keys(live.metadata.annotations ?? {}).filter(isOwnKey),
      ).toEqual([]);
    });

    it('lets DPF’s own manager go on with the cluster', async () => {
      const release = DPF_RELEASES.find(({ name }) => name === '24.10');
      if (!release) {
        throw new Error('There is no such release');
      }
      const vendor = await VendorStandIn.start(access.lab.api, release);
      await vendor.counts(green, 0);
      await access.lab.api.client.delete(
        access.lab.api.resourceOf(green),
        green.metadata,
      );
      await vendor.letGo(green);
      await access.lab.api.clusterGone(green);
      const left = await eventually('its control plane is gone', async () => {
        const controlPlanes = await list(TENANT_CONTROL_PLANES);
        return controlPlanes.length === 0 ? controlPlanes : undefined;
      });
      expect(left).toEqual([]);
      await vendor.stop();
    });
  });
});
