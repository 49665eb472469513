import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  KeepalivedSpec,
} from '@dpf-portal/dpf-model';
import {
  CRAFTED_INPUT,
  CraftedInput,
  craftedCluster,
} from '@dpf-portal/test-support';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import {
  clusterDefinition,
  definitionsOf,
  propertiesAt,
} from '../../fixtures/clusterDefinition';
import { conditionOf } from '../../fixtures/conditionOf';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { PlainClient } from '../../management/PlainClient';

const { released } = DPU_CLUSTER_GROUPS;
const POLICY = 'dpf-portal-dpuclusters-rights';
const CHILDREN = [
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.services,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
];
/** Whether the definition, the policy or the server rejected the request. A conflict does not count. */
const REFUSALS = [400, 403, 422];
const MERGE_PATCH = 'application/merge-patch+json';

/** As permissive for the type as the vendor's definition, so that the policy must reject it. */
function laxDefinition() {
  const definition = clusterDefinition(released);
  propertiesAt(definition, 'spec').type.pattern = 'kamaji|static|[^/]+/.*';
  return definition;
}

const clustersIn = (namespace: string) =>
  `/apis/${released}/v1alpha1/namespaces/${namespace}/dpuclusters`;

const GOOD = kamajiCluster('blue', { vip: '10.66.70.1', virtualRouterID: 1 });

function inputsFor(part: string): CraftedInput[] {
  return CRAFTED_INPUT.filter(({ field }) => field.startsWith(part));
}

describe('Crafted input by a plain client', () => {
  let lab: Lab;
  let user: PlainClient;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      definitions: definitionsOf('dpf-24.10', [laxDefinition()]),
    });
    user = await PlainClient.fromKubeconfig(
      lab.cluster.kubeConfig.exportConfig(),
    );
    await lab.api.policyInForce();
    await lab.api.denySettings();
    lab.startControllers();
  });
  afterAll(async () => {
    user?.close();
    await lab?.stop();
  });

  const names = (namespace: string) => lab.api.namesIn(namespace, CHILDREN);

  it('is refused where a cluster is made', async () => {
    const before = await names('team-a');
    const admitted: string[] = [];
    for (const input of CRAFTED_INPUT) {
      const { status, body } = await user.request(
        'POST',
        `${clustersIn('team-a')}?dryRun=All`,
        craftedCluster(GOOD, input),
      );
      if (!REFUSALS.includes(status)) {
        admitted.push(`${input.what}: ${status} ${body.message ?? ''}`);
      }
    }
    expect(admitted).toEqual([]);
    expect(await names('team-a')).toEqual(before);
  });

  it('is refused where a cluster is changed, by merge patch and as a whole', async () => {
    const created = await lab.api.createCluster('team-a', {
      ...GOOD,
      metadata: { name: 'changed' },
    });
    await lab.api.clusterReady(created);
    const path = `${clustersIn('team-a')}/changed`;
    const { body: before } = await user.request<DpuCluster>('GET', path);
    const admitted: string[] = [];
    const crafted = [
      ...inputsFor('keepalived'),
      ...inputsFor('type'),
      ...inputsFor('labels'),
      ...inputsFor('version'),
      ...inputsFor('owner'),
      ...inputsFor('expires'),
      ...inputsFor('templateRef'),
      ...inputsFor('requestId'),
    ];
    for (const input of crafted) {
      const whole = craftedCluster(before, input);
      const { annotations } = whole.metadata;
      const part = {
        metadata: { labels: input.labels, annotations },
        spec: whole.spec,
      };
      for (const answer of [
        await user.request('PUT', path, whole),
        await user.request('PATCH', path, part, MERGE_PATCH),
      ]) {
        if (!REFUSALS.includes(answer.status)) {
          admitted.push(`${input.what}: ${answer.status}`);
        }
      }
    }
    expect(admitted).toEqual([]);
    expect((await user.request<DpuCluster>('GET', path)).body).toEqual(before);
    await lab.api.deleteCluster(created);
  });

  describe('that came before the policy', () => {
    const left: DpuCluster[] = [];
    let tried = 0;

    /** Creates those that the definition itself accepts. */
    async function createEach(inputs: CraftedInput[]): Promise<void> {
      for (const input of inputs) {
        tried++;
        const { status, body } = await user.request<DpuCluster>(
          'POST',
          clustersIn('team-b'),
          {
            ...craftedCluster(GOOD, input),
            metadata: { name: `crafted-${tried}` },
          },
        );
        if (status === 201) {
          left.push(body);
        }
      }
    }

    beforeAll(async () => {
      await lab.api.withoutPolicy(POLICY, async () => {
        const probe = craftedCluster(
          GOOD,
          inputsFor('keepalived.interface')[1],
        );
        const { status } = await user.request(
          'POST',
          `${clustersIn('team-b')}?dryRun=All`,
          probe,
        );
        if (status !== 201) {
          return undefined;
        }
        await createEach(inputsFor('keepalived'));
        await createEach(inputsFor('kubeconfigSecret'));
        await createEach(inputsFor('type'));
        return true;
      });
    });

    it('is reported on the cluster, and is copied to no other object', async () => {
      const kamaji = left.filter(({ spec }) => spec.type === 'kamaji');
      expect(kamaji.length).toBeGreaterThan(60);
      for (const cluster of kamaji) {
        const { vip } = cluster.spec.clusterEndpoint?.keepalived ?? {};
        const reason = vip === '' ? 'EndpointMissing' : 'EndpointInvalid';
        await lab.api.clusterWhen(
          cluster,
          'reports that its endpoint cannot be used',
          live => conditionOf(live, 'Created')?.reason === reason,
        );
      }
      const registered = left.filter(({ spec }) => spec.type === 'static');
      expect(registered.length).toBeGreaterThan(5);
      for (const cluster of registered) {
        await lab.api.clusterWhen(
          cluster,
          'reports that no Secret has that name',
          live => conditionOf(live, 'Created')?.reason === 'SecretNotFound',
        );
      }
      expect(await names('team-b')).toEqual([]);
    });

    it('keeps nobody from changing something else, and from going', async () => {
      const [first] = left;
      const path = `${clustersIn('team-b')}/${first.metadata.name}`;
      const changed = await user.request<DpuCluster>(
        'PATCH',
        path,
        { spec: { maxNodes: 7, kubeconfig: 'set-by-somebody' } },
        MERGE_PATCH,
      );
      expect(changed.status).toBe(200);
      const repaired: Partial<KeepalivedSpec> = { interface: 'br-dpu' };
      await lab.api.policyInForce();
      expect(
        (
          await user.request(
            'PATCH',
            path,
            { spec: { clusterEndpoint: { keepalived: repaired } } },
            MERGE_PATCH,
          )
        ).status,
      ).toBe(200);
      await Promise.all(
        left.map(({ metadata }) =>
          user.request('DELETE', `${clustersIn('team-b')}/${metadata.name}`),
        ),
      );
      for (const cluster of left) {
        await lab.api.clusterGone(cluster);
      }
    });
  });
});
