import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { ControllersProcess } from '../controllers/ControllersProcess';
import { guideExample } from '../fixtures/guideExample';
import { Lab } from '../management/Lab';
import { registerGuideExample } from '../management/registerGuideExample';
import { eventually } from '../portal/eventually';

const CHILDREN = [
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.services,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
  CORE_RESOURCES.deployments,
  CORE_RESOURCES.secrets,
];

describe('The examples of the DPF developer guide', () => {
  let lab: Lab;
  let controllers: ControllersProcess;

  beforeAll(async () => {
    lab = await Lab.start();
    controllers = lab.startControllers();
  });
  afterAll(() => lab?.stop());

  describe.each(Object.values(DPU_CLUSTER_GROUPS))('in group %s', group => {
    it('become Ready, print as the guide shows, and leave nothing behind', async () => {
      const before = {
        a: await lab.api.namesIn('team-a', CHILDREN),
        b: await lab.api.namesIn('team-b', CHILDREN),
      };

      const kamaji = await lab.api.createCluster(
        'team-a',
        guideExample('kamaji', group),
      );
      const registered = await registerGuideExample(lab, group);
      await lab.api.clusterReady(registered);
      await lab.api.clusterReady(kamaji);

      const table = await lab.api.printedClusters('team-a', group);
      expect(table.columns.slice(0, 5)).toEqual([
        'NAME',
        'TYPE',
        'MAXNODES',
        'VERSION',
        'PHASE',
      ]);
      expect(table.rows.map(row => row.slice(0, 5))).toEqual([
        ['test', 'kamaji', '1000', 'v1.29.0', 'Ready'],
      ]);
      expect(
        (await lab.api.printedClusters('team-b', group)).rows[0].slice(0, 5),
      ).toEqual(['test', 'static', '1000', 'v1.29.0', 'Ready']);

      await lab.api.deleteCluster(kamaji);
      await lab.api.deleteCluster(registered);
      await eventually('the garbage collector is done', async () => {
        const left = await lab.api.namesIn('team-a', CHILDREN);
        return left.length === before.a.length ? true : undefined;
      });
      expect(await lab.api.namesIn('team-a', CHILDREN)).toEqual(before.a);
      // The Secret belongs to the user, so it stays.
      expect(await lab.api.namesIn('team-b', CHILDREN)).toEqual(
        [...before.b, 'Secret/my-admin-kubeconfig'].sort(),
      );
      await lab.api.client.delete(CORE_RESOURCES.secrets, {
        namespace: 'team-b',
        name: 'my-admin-kubeconfig',
      });
    });
  });

  it('release the Leases when they stop', async () => {
    expect(await controllers.stop()).toBe(0);
    const leases = await lab.api.client.listAll<{
      metadata: { name: string };
      spec?: { holderIdentity?: string };
    }>(CORE_RESOURCES.leases, { namespace: 'dpf-operator-system' });
    expect(leases.length).toBeGreaterThan(0);
    expect(leases.filter(({ spec }) => spec?.holderIdentity)).toEqual([]);
  });
});
