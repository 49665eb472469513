import fs from 'node:fs';
import { DpuCluster } from '@dpf-portal/dpf-model';
import { TcpRelay } from '../faults/TcpRelay';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { Lab } from '../management/Lab';

const CLUSTERS = 12;

describe('The way to the management cluster', () => {
  let lab: Lab;
  let relay: TcpRelay;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    relay = await TcpRelay.start(
      fs.readFileSync(lab.cluster.controllersKubeconfigFile, 'utf8'),
    );
    lab.startControllers({ kubeconfig: relay.kubeconfig });
  });
  afterAll(async () => {
    await lab?.stop();
    await relay?.close();
  });

  const create = (name: string, number: number): Promise<DpuCluster> =>
    lab.api.createCluster(
      'team-a',
      kamajiCluster(name, {
        vip: `10.66.66.${number}`,
        virtualRouterID: number,
      }),
    );

  it('may be cut again and again while clusters come', async () => {
    const created: DpuCluster[] = [];
    for (let i = 0; i < CLUSTERS; i++) {
      created.push(await create(`cut-${i}`, 100 + i));
      relay.cut();
    }
    const ready = await Promise.all(
      created.map(cluster => lab.api.clusterReady(cluster)),
    );
    expect(new Set(ready.map(({ metadata }) => metadata.uid)).size).toBe(
      CLUSTERS,
    );
  });

  it('may be closed while one cluster comes and another is to go', async () => {
    const leaving = await create('leaving', 120);
    await lab.api.clusterReady(leaving);
    await relay.close();
    const deletion = lab.api.deleteCluster(leaving);
    const coming = await create('coming', 121);
    await relay.reopen();
    await deletion;
    expect((await lab.api.clusterReady(coming)).status?.phase).toBe('Ready');
  });
});
