import { conditionOf } from '../../fixtures/conditionOf';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { CHILD, ClusterHandle } from '../../management/ClusterHandle';
import { Lab } from '../../management/Lab';

describe('A data store that is dead', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start();
    lab.startControllers();
  });
  afterAll(() => lab?.stop());

  it('B37: is noticed by the probes, not by a resync: its clusters are NotReady though Kamaji calls them Ready, and Ready again when it is back', async () => {
    const cluster = await ClusterHandle.create(
      lab.api,
      'team-a',
      kamajiCluster('stored', { vip: '10.66.66.66', virtualRouterID: 126 }),
    );
    await cluster.ready();
    // The real Kamaji does not update the control plane's status while its data store is down.
    await cluster.editChild(CHILD.controlPlane, {
      metadata: { annotations: { 'kamaji.clastix.io/paused': '' } },
    });
    const dataStore = lab.cluster.processes.find(
      ({ name }) => name === 'datastore',
    );
    const pid = dataStore?.pid as number;

    process.kill(pid, 'SIGSTOP');
    const stopped = Date.now();
    try {
      const live = await cluster.inPhase('NotReady');
      process.stdout.write(
        `  data store stopped to NotReady: ${Date.now() - stopped} ms\n`,
      );
      expect(conditionOf(live, 'Ready')).toMatchObject({
        status: 'False',
        reason: expect.stringMatching(/^(Unhealthy|Slow|Unreachable)$/),
      });
      expect(conditionOf(live, 'Created')?.status).toBe('True');
      const { status } = await cluster.child(CHILD.controlPlane);
      expect(status?.kubernetesResources?.version?.status).toBe('Ready');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await cluster.ready();
  });
});
