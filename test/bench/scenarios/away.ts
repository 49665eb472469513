import { setTimeout as sleep } from 'node:timers/promises';
import { TcpRelay } from '../../faults/TcpRelay';
import { Course } from './Course';

const AWAY_MS = 20_000;

/** The way to the API server is closed for 20 s: how long after it is back is a cluster Ready that came meanwhile? */
export const away: Course = {
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
