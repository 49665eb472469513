import { conditionOf } from '../../fixtures/conditionOf';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { CHILD, ClusterHandle } from '../../management/ClusterHandle';
import { Lab } from '../../management/Lab';

// While a control plane has Kamaji's pause annotation, its status stays as the test sets it.
const PAUSED = 'kamaji.clastix.io/paused';

describe('Health', () => {
  let lab: Lab;
  let cluster: ClusterHandle;
  let degraded: ClusterHandle;
  let next = 80;

  const create = (name: string) => {
    next++;
    return ClusterHandle.create(
      lab.api,
      'team-a',
      kamajiCluster(name, {
        vip: `10.66.66.${next}`,
        virtualRouterID: next,
      }),
    );
  };

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
    cluster = await (await create('healthy')).ready();
    degraded = await (await create('degraded')).ready();
    await degraded.editChild(CHILD.controlPlane, {
      metadata: { annotations: { [PAUSED]: '' } },
    });
  });
  afterAll(() => lab?.stop());

  it('B10: phase and Ready never contradict each other', async () => {
    await cluster.setVip('vipDown');
    const down = await cluster.inPhase('NotReady');
    expect(conditionOf(down, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'Unreachable',
    });
    await cluster.setVip();
    const up = await cluster.inPhase('Ready');
    expect(conditionOf(up, 'Ready')?.status).toBe('True');
  });

  it.each([
    'Unknown',
    'NotReady',
    'Upgrading',
    'Migrating',
    'CertificateAuthorityRotating',
    'WriteLimited',
  ])(
    'B10: a cluster that serves stays Ready while Kamaji says %s',
    async status => {
      const before = await degraded.live();
      expect(before.status?.phase).toBe('Ready');
      await degraded.editChild(
        CHILD.controlPlane,
        { status: { kubernetesResources: { version: { status } } } },
        'status',
      );
      await degraded.lookedAt();
      const seen = await degraded.child(CHILD.controlPlane);
      expect(seen.status?.kubernetesResources?.version?.status).toBe(status);
      expect((await degraded.live()).status).toEqual(before.status);
    },
  );

  it('B34: one tenant that accepts and never answers delays no other', async () => {
    const mute = await (await create('mute')).ready();
    await mute.setVip('vipSilent');
    const before = Date.now();
    const others = await Promise.all(
      Array.from({ length: 5 }, (_, index) => create(`other-${index}`)),
    );
    await Promise.all(others.map(other => other.ready()));
    process.stdout.write(
      `  five clusters beside a mute one: ${Date.now() - before} ms\n`,
    );
    expect((await mute.conditionWhen('Ready', 'Slow')).status).toBe('False');
    // A failure of a serving cluster is still detected while another one never answers.
    await cluster.setVip('vipDown');
    await cluster.inPhase('NotReady');
    await cluster.setVip();
    await cluster.ready();
    await mute.delete();
  });
});
