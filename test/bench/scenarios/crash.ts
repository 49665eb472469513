import { Course } from './Course';

const CLUSTERS = 100;

/** Killed when a third of 100 clusters is Ready, started again at once. */
export const crash: Course = {
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
