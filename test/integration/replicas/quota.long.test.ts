import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { Lab } from '../../management/Lab';
import { PostgresServer } from '../../portal/PostgresServer';
import { UsersPortal } from '../../portal/UsersPortal';
import { describeWithPostgres } from '../../portal/describeWithPostgres';

const TRIES = 200;
const ANN = 'user:default/ann';
const GROUPS = { [ANN]: ['group:default/team-a'] };

describeWithPostgres('The last cluster of a quota', programs => {
  let postgres: PostgresServer;
  let lab: Lab;
  const replicas: UsersPortal[] = [];

  beforeAll(async () => {
    [postgres, lab] = await Promise.all([
      PostgresServer.start(programs),
      Lab.start({ light: true }),
    ]);
    for (let i = 0; i < 2; i++) {
      replicas.push(
        await UsersPortal.start({
          lab,
          groups: GROUPS,
          clustersPerGroup: 1,
          postgres: postgres.connectionString,
        }),
      );
    }
  });
  afterAll(async () => {
    await Promise.all(replicas.map(replica => replica.stop()));
    await lab?.stop();
    await postgres?.stop();
  });

  it('goes to one of two replicas that are asked at once, never to both', async () => {
    const made = new Map<number, number>();
    for (let i = 0; i < TRIES; i++) {
      const answers = await Promise.all(
        replicas.map((replica, nth) =>
          replica.as(ANN).post('/dpu-clusters', {
            requestId: `task-${i}-${nth}`,
            name: `c${i}-${nth}`,
            type: 'example.com/none',
          }),
        ),
      );
      const created = answers.filter(({ status }) => status === 201);
      made.set(created.length, (made.get(created.length) ?? 0) + 1);
      for (const { status, body } of answers) {
        expect(status === 201 ? 'made' : body.error.message).toMatch(
          /^made$|has 1 of 1 clusters on local/,
        );
      }
      for (const { body } of created) {
        const { namespace, name } = body.item;
        const cluster: DpuCluster = {
          apiVersion: `${DPU_CLUSTER_GROUPS.released}/v1alpha1`,
          kind: 'DPUCluster',
          metadata: { namespace, name },
          spec: { type: 'example.com/none' },
        };
        await lab.api.client.delete(lab.api.resourceOf(cluster), {
          namespace,
          name,
        });
      }
    }
    expect([...made]).toEqual([[1, TRIES]]);
  }, 600_000);
});
