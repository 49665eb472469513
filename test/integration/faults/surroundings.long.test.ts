import { DpuCluster } from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { ControllersProcess } from '../../controllers/ControllersProcess';
import { HangingWebhook } from '../../faults/HangingWebhook';
import { Fleet } from '../../faults/Fleet';
import { Invariant } from '../../faults/Invariant';
import { TcpRelay } from '../../faults/TcpRelay';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { createClusterNamespace } from '../../management/createClusterNamespace';
import { eventually } from '../../portal/eventually';

const RBAC = { group: 'rbac.authorization.k8s.io', version: 'v1' };
const CLUSTER_ROLE_BINDINGS: ResourceType = {
  ...RBAC,
  plural: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
};
const ROLE_BINDINGS: ResourceType = {
  ...RBAC,
  plural: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
};
const QUOTAS: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'resourcequotas',
  kind: 'ResourceQuota',
  namespaced: true,
};
const NODE_PORTS = 20;

interface Binding extends KubeObject {
  subjects?: Array<{ name: string }>;
}

describe('In a management cluster', () => {
  let lab: Lab;
  let tenants: TcpRelay;
  let controllers: ControllersProcess;
  let fleet: Fleet;
  let invariant: Invariant;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      nodePorts: `30000-${30000 + NODE_PORTS - 1}`,
    });
    tenants = await TcpRelay.to(lab.cluster.proxyUrl);
    controllers = lab.startControllers({ tenantProxyUrl: tenants.url });
    fleet = new Fleet(lab.api);
    invariant = new Invariant(lab, fleet);
    const [first] = await Promise.all([1, 2, 3].map(() => fleet.add()));
    await invariant.converged();
    await fleet.mark(first);
    await invariant.check(controllers);
  });
  afterAll(async () => {
    await lab?.stop();
    await tenants?.close();
  });

  const toldOn = (cluster: DpuCluster, reason: string) =>
    lab.api.clusterWhen(cluster, `reports ${reason}`, ({ status }) =>
      Boolean(
        status?.conditions?.some(
          condition =>
            condition.status === 'False' && condition.reason === reason,
        ),
      ),
    );

  const logged = (text: string) =>
    eventually(`the log says "${text}"`, async () =>
      controllers.log().includes(text) ? true : undefined,
    );

  it('whose way to all DPU clusters dies, none of them is called NotReady', async () => {
    const before = await lab.audit.writesOf('dpf-controllers');
    tenants.silence();
    await logged('Most DPU clusters stopped answering at once');
    tenants.restore();
    tenants.cut();
    await logged('The way to the DPU clusters is back');
    await invariant.check(controllers);
    expect(await lab.audit.writesOf('dpf-controllers')).toEqual(before);
  });

  it('with a quota that is used up, a cluster reports it and starts once there is room', async () => {
    const quota = { namespace: fleet.namespace, name: 'none' };
    await lab.api.client.create(QUOTAS, {
      metadata: quota,
      ...{ spec: { hard: { 'services.nodeports': '0' } } },
    });
    await eventually('the quota counts', async () => {
      const live = await lab.api.client.get<
        KubeObject & { status?: { hard?: object } }
      >(QUOTAS, quota);
      return live.status?.hard ? true : undefined;
    });
    await toldOn(await fleet.add('quota'), 'QuotaExceeded');
    await lab.api.client.delete(QUOTAS, quota);
    await invariant.check(controllers);
  });

  it('without a free NodePort, a cluster reports it and starts once there is one', async () => {
    const filler = { namespace: 'default', name: 'filler' };
    const ports = Array.from(
      { length: NODE_PORTS - fleet.members.length },
      (_, nth) => ({ name: `p${nth}`, port: nth + 1 }),
    );
    await lab.api.client.create(CORE_RESOURCES.services, {
      metadata: filler,
      ...{ spec: { type: 'NodePort', ports } },
    });
    await toldOn(await fleet.add('ports'), 'NodePortsExhausted');
    await lab.api.client.delete(CORE_RESOURCES.services, filler);
    await invariant.check(controllers);
  });

  it('whose webhook hangs for 30 s over a control plane, the others come meanwhile and that one afterwards', async () => {
    const { client } = lab.api;
    const webhook = await HangingWebhook.start(client, {
      resource: TENANT_CONTROL_PLANES,
      prefix: 'hung',
    });
    await eventually('the webhook hangs', async () => {
      await client
        .create(
          TENANT_CONTROL_PLANES,
          await likeAnyOther('hung-trial'),
          // Longer than a call of the webhook would take to begin.
          { dryRun: true, timeoutMs: 2_000 },
        )
        .catch(() => {});
      return webhook.asked > 0 ? true : undefined;
    });
    await eventually('nothing hangs', async () =>
      webhook.hanging === 0 ? true : undefined,
    );

    const hung = await fleet.add('hung');
    await eventually('its control plane hangs', async () =>
      webhook.hanging === 1 ? true : undefined,
    );
    const hangsSince = performance.now();
    const other = await fleet.add();
    await fleet.edit(fleet.members[0]);
    await lab.api.clusterReady(other);
    expect(webhook.hanging).toBe(1);
    await toldOn(hung, 'WebhookAway');
    expect(performance.now() - hangsSince).toBeGreaterThan(29_000);

    await webhook.lift();
    await fleet.edit(hung);
    await invariant.check(controllers);
  });

  /** A control plane that the API server would take. */
  async function likeAnyOther(name: string): Promise<KubeObject> {
    const [{ metadata, ...rest }] = await lab.api.client.listAll(
      TENANT_CONTROL_PLANES,
      { namespace: fleet.namespace },
    );
    return { ...rest, metadata: { name, namespace: metadata.namespace } };
  }

  it('whose namespace goes, the clusters in it go too', async () => {
    const { client } = lab.api;
    await createClusterNamespace(client, 'doomed');
    const cluster = await lab.api.createCluster(
      'doomed',
      kamajiCluster('doomed', { vip: '10.66.99.1', virtualRouterID: 250 }),
    );
    await lab.api.clusterWhen(cluster, 'is being made', ({ status }) =>
      Boolean(status?.phase),
    );
    await client.delete(CORE_RESOURCES.namespaces, { name: 'doomed' });
    await eventually('the namespace is gone', async () => {
      const left = await client.listAll(CORE_RESOURCES.namespaces);
      return left.some(({ metadata }) => metadata.name === 'doomed')
        ? undefined
        : true;
    });
    await invariant.check(controllers);
  });

  it('that withdraws all rights and gives them back, the fleet converges', async () => {
    const bindings = await withdraw();
    await logged('no longer leads');
    await fleet.add('refused');
    for (const { resource, object } of bindings) {
      await lab.api.client.create(resource, object);
    }
    await invariant.check(controllers);
  });

  /** Deletes every binding of the controllers’ user. Returns a function that restores them. */
  async function withdraw() {
    const withdrawn: Array<{ resource: ResourceType; object: Binding }> = [];
    for (const resource of [CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS]) {
      const all = await lab.api.client.listAll<Binding>(resource);
      const theirs = all.filter(({ subjects }) =>
        subjects?.some(({ name }) => name === 'dpf-controllers'),
      );
      for (const object of theirs) {
        await lab.api.client.delete(resource, object.metadata);
        const { name, namespace } = object.metadata;
        withdrawn.push({
          resource,
          object: { ...object, metadata: { name, namespace } },
        });
      }
    }
    return withdrawn;
  }
});
