import { groupOf } from '@dpf-portal/dpf-model';
import { kamajiCluster } from '@dpf-portal/test-support';
import { eventually } from '@dpf-portal/test-support/tenants';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { awayFindingOf, ownFindingsOf } from '../managementCluster/ownFindings';
import { observedRoles } from '../roles/observedRoles';
import { FakeApiServer } from '../testing/FakeApiServer';
import { CollectedSeries } from './__testUtils__/CollectedSeries';
import { registerManagementClusterMetrics } from './registerManagementClusterMetrics';

const DPF = 'dpf-operator-system';
const DISABLED = {
  kamaji: 'disabled',
  static: 'disabled',
  provisioning: 'disabled',
} as const;

describe('the metrics of a management cluster', () => {
  let api: FakeApiServer;
  let connection: ManagementClusterConnection;
  let registry: CollectedSeries;
  let stop: AbortController;
  let running: Promise<void> | undefined;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await running;
    running = undefined;
    await api.stop();
  });

  function connect(startsWithPortal = false): void {
    connection = ManagementClusterConnection.create({
      name: 'mc',
      kubeConfig: api.kubeConfig(),
      tenantAccess: { mode: 'direct' },
      startsWithPortal,
    });
    registry = new CollectedSeries();
    registerManagementClusterMetrics(registry, {
      connection,
      roles: () => observedRoles(connection, DISABLED),
      ownFindings: () => {
        const away = awayFindingOf(connection, 'mc');
        const roles = observedRoles(connection, DISABLED);
        return [
          ...(away ? [away] : []),
          ...ownFindingsOf(connection, { title: 'mc', roles }),
        ];
      },
    });
  }

  async function run(): Promise<void> {
    connect();
    running = connection.run(stop.signal);
    await eventually(() => connection.synced && connection.vendor.settled);
  }

  const codes = async () =>
    (await registry.scrape()).dpf_finding.map(([, { code }]) => code);

  function configure(status: object): void {
    api.objects.create('dpfoperatorconfigs', DPF, {
      metadata: { name: 'dpfoperatorconfig' },
      ...{ status },
    });
  }

  it('judge nothing before everything has been listed', async () => {
    connect();
    expect(await registry.scrape()).toMatchObject({
      dpf_management_cluster_reachable: [[0, {}]],
      dpf_upgrade_in_progress: [],
      dpf_dpucluster_status_phase: [],
      dpf_finding: [],
    });
    connect(true);
    expect((await registry.scrape()).dpf_management_cluster_reachable).toEqual(
      [],
    );
  });

  it('keep the last known findings while the management cluster is away', async () => {
    const cluster = kamajiCluster({ name: 'blue' });
    api.objects.create(
      `dpuclusters.${groupOf(cluster)}`,
      cluster.metadata.namespace ?? '',
      cluster,
    );
    await run();
    expect(await codes()).toContain('NoManagerForType');
    expect(await registry.scrape()).toMatchObject({
      dpf_management_cluster_reachable: [[1, {}]],
      dpf_upgrade_in_progress: [[0, {}]],
    });
    const before = await codes();
    await api.stop();
    await connection.client.raw('GET', '/readyz').catch(() => {});
    await eventually(() => !connection.status().reachable);
    const { dpf_management_cluster_reachable: reachable } =
      await registry.scrape();
    expect(reachable).toEqual([[0, {}]]);
    expect(await codes()).toEqual(['ManagementClusterAway', ...before]);
  });

  it.each([
    [
      'is upgraded',
      { version: 'v26.4.0', targetVersion: 'v26.8.0' },
      [[1, {}]],
    ],
    ['is not upgraded', { version: 'v26.8.0' }, [[0, {}]]],
    [
      'refuses to be upgraded',
      {
        version: 'v26.4.0',
        targetVersion: 'v26.8.0',
        conditions: [
          {
            type: 'PreUpgradeValidationReady',
            status: 'False',
            reason: 'Error',
          },
        ],
      },
      [[0, {}]],
    ],
  ])('say that DPF %s', async (_, status, measured) => {
    configure(status);
    await run();
    await eventually(() => connection.operatorConfigSettled);
    expect((await registry.scrape()).dpf_upgrade_in_progress).toEqual(measured);
  });

  it('do not say whether DPF is upgraded where they may not read it', async () => {
    api.forbidden.add('dpfoperatorconfigs');
    await run();
    expect((await registry.scrape()).dpf_upgrade_in_progress).toEqual([]);
  });
});
