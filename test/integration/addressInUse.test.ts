import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { conditionOf } from '../fixtures/conditionOf';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { Lab } from '../management/Lab';

describe('Two clusters that want one VIP', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
  });
  afterAll(() => lab?.stop());

  it('B20: tells the second who has it, starts nothing for it, and starts it when the first goes', async () => {
    const vip = '10.66.66.66';
    const blue = await lab.api.createCluster(
      'team-a',
      kamajiCluster('blue', { vip, virtualRouterID: 126 }),
    );
    await lab.api.clusterReady(blue);

    const green = await lab.api.createCluster(
      'team-b',
      kamajiCluster('green', { vip, virtualRouterID: 127 }),
    );
    const rejected = await lab.api.clusterWhen(
      green,
      'reports that the address is in use',
      live => conditionOf(live, 'Created')?.reason === 'AddressInUse',
    );
    expect(conditionOf(rejected, 'Created')).toMatchObject({
      status: 'False',
      message: expect.stringContaining('team-a/blue'),
    });
    expect(
      await lab.api.namesIn('team-b', [
        TENANT_CONTROL_PLANES,
        CORE_RESOURCES.services,
        CORE_RESOURCES.daemonSets,
      ]),
    ).toEqual([]);
    expect((await lab.api.clusterReady(blue)).status?.phase).toBe('Ready');

    await lab.api.deleteCluster(blue);
    expect((await lab.api.clusterReady(green)).status?.phase).toBe('Ready');
  });
});
