import { setTimeout as sleep } from 'node:timers/promises';
import { TcpRelay } from '../../faults/TcpRelay';
import { Scenario } from './Scenario';

const AWAY_MS = 20_000;

/** The API server is unreachable for 20 s. Measures when a cluster that was created meanwhile becomes Ready. */
export const away: Scenario = {
  oursOnly: false,
  async measure({ ground, start }) {
    const relay = await TcpRelay.start(
      ground.cluster.kubeConfig.exportConfig(),
    );
    try {
      const { processes } = await start(text => relay.kubeconfigFor(text));
      const warm = await ground.create('warm', 0, 1);
      await ground.watch.whenPhase(warm, 'Ready');
      await relay.close();
      const created = await ground.create('away', 1, 1);
      await sleep(AWAY_MS);
      await relay.reopen();
      const backAt = performance.now();
      await ground.watch.whenPhase(created, 'Ready');
      return [
        {
          figure: 'API server back after 20 s, new cluster Ready',
          value: (performance.now() - backAt) / 1000,
          unit: 's',
        },
        {
          figure: '– restarts meanwhile',
          value: processes.reduce((sum, { restarts }) => sum + restarts, 0),
          unit: '',
        },
      ];
    } finally {
      relay.cut();
      await relay.close().catch(() => {});
    }
  },
};
