import { kamajiCluster } from '@dpf-portal/test-support';
import { FakeApiServer } from '../testing/FakeApiServer';
import { FakeRefusal } from '../testing/FakeObjects';
import { CheckOutcome } from './DoctorCheck';
import { runDoctor } from './runDoctor';

const DPF = 'dpf-operator-system';
const GUIDE_CLUSTERS = 'dpuclusters.provisioning.dpf.nvidia.com';
const EVERY_ROLE = {
  kamaji: 'auto',
  static: 'auto',
  provisioning: 'auto',
} as const;

describe('The doctor', () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    api.objects.create('namespaces', '', { metadata: { name: DPF } });
  });
  afterEach(() => api.stop());

  async function outcomesOf(
    check: string,
    options: Partial<Parameters<typeof runDoctor>[0]> = {},
  ): Promise<Array<Omit<CheckOutcome, 'check'>>> {
    const all = await runDoctor({
      kubeConfig: api.kubeConfig(),
      roles: EVERY_ROLE,
      tenantAccess: { mode: 'direct' },
      ...options,
    });
    return all
      .filter(outcome => outcome.check === check)
      .map(({ check: _check, ...outcome }) => outcome);
  }

  it('says what it could not read in time, and why', async () => {
    const list = api.objects.list.bind(api.objects);
    jest.spyOn(api.objects, 'list').mockImplementation((plural, namespace) => {
      if (plural === 'nodes') {
        throw new FakeRefusal(500, 'InternalError', 'etcd is slow');
      }
      return list(plural, namespace);
    });
    expect(await outcomesOf('API server', { timeoutMs: 1_000 })).toEqual([
      { state: 'ok', message: expect.stringContaining('Kubernetes v1.') },
      {
        state: 'problem',
        message: expect.stringMatching(
          /^Could not be read in time: nodes \(.*etcd is slow/,
        ),
        remedy: expect.stringContaining('Run the checks again'),
      },
    ]);
  });

  it('reports nothing but that the API server does not answer', async () => {
    const kubeConfig = api.kubeConfig();
    await api.stop();
    const outcomes = await runDoctor({
      kubeConfig,
      roles: EVERY_ROLE,
      tenantAccess: { mode: 'direct' },
    });
    expect(outcomes).toEqual([
      expect.objectContaining({ check: 'API server', state: 'problem' }),
    ]);
    api = await FakeApiServer.start();
  });

  it('says with the findings’ words that DPF or Kamaji is not installed', async () => {
    for (const group of [
      'provisioning.dpu.nvidia.com',
      'provisioning.dpf.nvidia.com',
      'kamaji.clastix.io',
    ]) {
      api.hiddenGroups.add(group);
    }
    expect(await outcomesOf('DPF definitions')).toEqual([
      {
        state: 'problem',
        message:
          'DPF is not installed on the management cluster: its API server does not serve DPUCluster.',
        remedy: expect.stringContaining('Install DPF'),
      },
    ]);
    expect(await outcomesOf('Kamaji')).toEqual([
      {
        state: 'problem',
        message: expect.stringContaining(
          'Kamaji is not installed on the management cluster.',
        ),
        remedy: 'Install Kamaji.',
      },
    ]);
  });

  describe('where the role kamaji is asked for', () => {
    const DATA_STORE = { metadata: { name: 'default' } };

    it('reports that the data store is missing, as a finding of a new cluster would', async () => {
      expect(await outcomesOf('Kamaji')).toMatchObject([
        {
          state: 'problem',
          message: expect.stringContaining(
            "Kamaji's DataStore default does not exist",
          ),
        },
      ]);
      expect(await outcomesOf('Kamaji', { roles: { static: 'auto' } })).toEqual(
        [],
      );
    });

    it.each([
      [true, { state: 'ok' }],
      [
        false,
        { state: 'problem', message: 'The DataStore default is not ready.' },
      ],
    ])(
      'reports whether the data store is ready: %s',
      async (ready, outcome) => {
        api.objects.create('datastores', '', {
          ...DATA_STORE,
          ...{ status: { ready } },
        });
        expect(await outcomesOf('Kamaji')).toMatchObject([outcome]);
      },
    );

    it('reports that data stores may not be read', async () => {
      api.objects.create('datastores', '', DATA_STORE);
      api.forbidden.add('datastores');
      expect(await outcomesOf('Kamaji')).toMatchObject([
        {
          state: 'problem',
          message: 'The data stores of Kamaji may not be read.',
        },
      ]);
    });
  });

  it('names each right that a role lacks, and the file that gives it', async () => {
    api.grants = ({ verb, resource }) =>
      verb !== 'delete' && resource !== 'nodes';
    const rights = await outcomesOf('Rights', { roles: { kamaji: 'auto' } });
    expect(rights.slice(0, 2)).toEqual([
      {
        state: 'problem',
        message: 'Rights of every role are missing: get, list, watch nodes.',
        remedy:
          'Run: `kubectl apply -f deploy/charts/dpf-portal/rbac/controllers.yaml`, with this identity as its subject. With Helm, set controllers.enabled.',
      },
      {
        state: 'problem',
        message:
          'Rights of the role kamaji are missing: delete daemonsets.apps.',
        remedy: expect.stringContaining('controllers-kamaji.yaml'),
      },
    ]);
    expect(rights.slice(2).every(({ state }) => state === 'ok')).toBe(true);
  });

  it('says what the controllers would decide of each role', async () => {
    api.objects.create('deployments', DPF, {
      metadata: { name: 'kamaji-cm-controller-manager', namespace: DPF },
    });
    api.objects.create('leases', DPF, {
      metadata: { name: 'static-cluster-manager.dpu.nvidia.com' },
      ...{
        spec: {
          holderIdentity: 'vendor_1',
          leaseDurationSeconds: 15,
          renewTime: new Date().toISOString(),
        },
      },
    });
    expect(await outcomesOf('Roles')).toEqual([
      {
        state: 'ok',
        message: expect.stringContaining('The role kamaji stands back: DPF'),
      },
      {
        state: 'warning',
        message: expect.stringContaining('The role static will wait: vendor_1'),
        remedy: expect.stringContaining('never taken from a live holder'),
      },
      { state: 'ok', message: 'The role provisioning is free' },
    ]);
  });

  it('reports that the Leases of the roles may not be read', async () => {
    api.forbidden.add('leases');
    const [kamaji] = await outcomesOf('Roles');
    expect(kamaji).toMatchObject({
      state: 'warning',
      message: expect.stringContaining('Leases may not be read here'),
      remedy: expect.stringContaining('Let this identity get, list and watch'),
    });
  });

  it('reports that the namespace of the Leases does not exist', async () => {
    api.objects.delete('namespaces', '', DPF);
    expect(await outcomesOf('Roles')).toMatchObject([
      {
        state: 'problem',
        message: expect.stringContaining('does not exist'),
      },
    ]);
  });

  it('looks for nodes that control planes and the VIP of each cluster can be on', async () => {
    api.objects.create('nodes', '', { metadata: { name: 'host-0' } });
    expect(await outcomesOf('Nodes')).toMatchObject([{ state: 'warning' }]);
    const label = 'node-role.kubernetes.io/control-plane';
    api.objects.patch(
      'nodes',
      { namespace: '', name: 'host-0' },
      { metadata: { labels: { [label]: '' } } },
    );
    expect(await outcomesOf('Nodes')).toMatchObject([{ state: 'ok' }]);
    const taints = [{ key: 'dedicated', effect: 'NoSchedule' }];
    const taint = (value: typeof taints | null) =>
      api.objects.patch(
        'nodes',
        { namespace: '', name: 'host-0' },
        { spec: { taints: value } },
      );
    taint(taints);
    expect(await outcomesOf('Nodes')).toMatchObject([
      { state: 'ok' },
      {
        state: 'warning',
        message: expect.stringContaining('1 has taint dedicated:NoSchedule'),
      },
    ]);
    taint(null);
    for (const [name, nodeSelector] of [
      ['here', { [label]: '' }],
      ['nowhere', { 'example.com/vip': 'yes' }],
    ] as const) {
      const cluster = kamajiCluster({
        name,
        keepalived: { nodeSelector: { ...nodeSelector } },
        metadata: { uid: name },
      });
      const { namespace = '' } = cluster.metadata;
      api.objects.create(GUIDE_CLUSTERS, namespace, cluster);
    }
    expect(await outcomesOf('Nodes')).toMatchObject([
      { state: 'ok' },
      { state: 'ok', message: 'team-a/here: nodes match its node selector' },
      {
        state: 'problem',
        message: expect.stringContaining('team-a/nowhere: No node has vip'),
      },
    ]);
  });
});
