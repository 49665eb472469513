import { Scenario } from './Scenario';

const CLUSTERS = 100;

/** Kills the subject when a third of the clusters are Ready and restarts it at once. */
export const crash: Scenario = {
  oursOnly: false,
  async measure({ ground, start }) {
    const { processes } = await start();
    const created = await ground.create('crash', 0, CLUSTERS);
    const ready = () =>
      created.filter(cluster => ground.watch.phaseOf(cluster) === 'Ready')
        .length;
    await ground.watch.when('a third is Ready', () => ready() >= CLUSTERS / 3);
    const killedAt = performance.now();
    processes.forEach(child => child.kill());
    await ground.watch.whenPhase(created, 'Ready');
    return [
      {
        figure: `kill -9 in the middle of ${CLUSTERS}, all Ready`,
        value: (performance.now() - killedAt) / 1000,
        unit: 's',
      },
    ];
  },
};
