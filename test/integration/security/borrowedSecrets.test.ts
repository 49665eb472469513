import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
} from '@dpf-portal/dpf-model';
import { dpuClusterUseSecretPermission } from '@dpf-portal/backstage-plugin-dpf-common';
import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import { guideExample } from '../../fixtures/guideExample';
import { kubeconfigSecret } from '../../fixtures/kubeconfigs';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { UsersPortal } from '../../portal/UsersPortal';

const NAMESPACE = 'dpf-clusters';
const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
const ENGINEER = 'user:default/engineer';
const GROUPS = {
  [ANN]: ['group:default/team-a'],
  [BOB]: ['group:default/team-b'],
  [ENGINEER]: ['group:default/platform'],
};

describe('A Secret on the management cluster', () => {
  let lab: Lab;
  let replicas: [UsersPortal, UsersPortal];
  let made = 0;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
    const start = () =>
      UsersPortal.start({
        lab,
        groups: GROUPS,
        allows: (user, permission) =>
          user === ENGINEER ||
          permission !== dpuClusterUseSecretPermission.name,
      });
    replicas = [await start(), await start()];
  });
  afterAll(async () => {
    await Promise.all((replicas ?? []).map(portal => portal.stop()));
    await lab?.stop();
  });

  async function addSecret(
    name: string,
    owner?: string,
    values: Record<string, string> = {
      'admin.conf': lab.cluster.staticKubeconfig,
    },
    type?: string,
  ): Promise<void> {
    const secret = kubeconfigSecret(name, values);
    const annotations: Record<string, string> = {
      ...(owner && { [DPF_ANNOTATIONS.owner]: owner }),
      ...(type && { 'kubernetes.io/service-account.name': 'default' }),
    };
    const typed: KubeObject & { type?: string } = {
      ...secret,
      ...(type && { type }),
      metadata: { name, annotations },
    };
    await lab.api.createSecret(NAMESPACE, typed);
  }

  /** Requests a cluster with a unique name. */
  function register(user: string, secret: string, query = '', replica = 0) {
    made += 1;
    const name = `c${made}`;
    return replicas[replica].as(user).post(`/dpu-clusters${query}`, {
      requestId: `task-${name}`,
      name,
      type: 'static',
      kubeconfigSecret: secret,
    });
  }

  async function clustersWith(secret: string): Promise<DpuCluster[]> {
    const lists = await Promise.all(
      Object.values(DPU_CLUSTER_GROUPS).map(group =>
        lab.api.client.listAll<DpuCluster>(ManagementApi.resourceOf(group)),
      ),
    );
    return lists.flat().filter(({ spec }) => spec.kubeconfig === secret);
  }

  it('is registered by a member of the team that it names, and the cluster becomes Ready', async () => {
    await addSecret('annotated', 'Group:team-a');
    await register(ANN, 'annotated', '?dryRun=true').expect(200);
    expect(await clustersWith('annotated')).toEqual([]);
    const { body } = await register(ANN, 'annotated').expect(201);
    expect(body.item.owner).toBe('group:default/team-a');
    const [cluster] = await clustersWith('annotated');
    await lab.api.clusterReady(cluster);
  });

  it('is refused in the same words whether it is missing, another team’s, taken or for another purpose', async () => {
    const kubeconfig = { 'admin.conf': lab.cluster.staticKubeconfig };
    await addSecret('of-team-a', 'group:default/team-a');
    await addSecret('of-nobody');
    await addSecret('database', 'group:default/team-b', { password: 'x' });
    await addSecret(
      'token',
      'group:default/team-b',
      kubeconfig,
      'kubernetes.io/service-account-token',
    );
    await addSecret('taken', 'group:default/team-b');
    const { released } = DPU_CLUSTER_GROUPS;
    await lab.api.createCluster(NAMESPACE, {
      ...guideExample('static', released),
      metadata: { name: 'by-kubectl' },
      spec: { ...guideExample('static', released).spec, kubeconfig: 'taken' },
    });
    const answers = new Set<string>();
    const names = [
      'missing',
      'of-team-a',
      'of-nobody',
      'database',
      'token',
      'taken',
      'annotated',
    ];
    for (const name of names) {
      for (const query of ['', '?dryRun=true']) {
        const { status, body } = await register(BOB, name, query);
        const text = JSON.stringify({ status, error: body.error });
        answers.add(text.split(name).join('NAME'));
      }
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('"status":400');
    expect([...answers][0]).toContain(
      'dpf-portal.io/owner=group:default/team-b',
    );
    expect([...answers][0]).not.toContain('password');
  });

  it('may be any that serves nothing else for whoever has the permission', async () => {
    await addSecret('not-annotated');
    const names = ['not-annotated', 'annotated', 'database', 'token'];
    const statuses = [];
    for (const name of names) {
      statuses.push((await register(ENGINEER, name)).status);
    }
    expect(statuses).toEqual([201, 400, 400, 400]);
  });

  it('goes to one cluster at most when two replicas are asked at once', async () => {
    for (let round = 0; round < 5; round++) {
      const secret = `contested-${round}`;
      await addSecret(secret, 'group:default/team-a');
      const answers = await Promise.all([
        register(ANN, secret, '', 0),
        register(ANN, secret, '', 1),
      ]);
      const created = answers.filter(({ status }) => status === 201);
      expect(created.length).toBeLessThan(2);
      const live = (await clustersWith(secret)).filter(
        ({ metadata }) => !metadata.deletionTimestamp,
      );
      expect(live).toHaveLength(created.length);
    }
  });

  it('that is not of the portal is written to by nothing in all this', async () => {
    const secrets = await lab.api.client.listAll(CORE_RESOURCES.secrets, {
      namespace: NAMESPACE,
      metadataOnly: true,
    });
    const marks = secrets.flatMap(({ metadata }) =>
      Object.keys(metadata.annotations ?? {}),
    );
    expect(
      marks.filter(
        key =>
          key.startsWith('dpf-portal.io/') && key !== DPF_ANNOTATIONS.owner,
      ),
    ).toEqual([]);
  });
});
