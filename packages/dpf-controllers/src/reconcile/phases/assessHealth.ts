import { Phase, proceed } from '../Phase';

/** Takes in what the prober last saw; its changes are events of their own. */
export const assessHealth: Phase = {
  name: 'assessHealth',
  async run(context) {
    const { cluster, world, observed } = context;
    observed.health = world.observation(cluster);
    return proceed;
  },
};
