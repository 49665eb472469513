import { Phase, proceed } from '../Phase';
import { identityOf } from '../ReconcileContext';

/** Takes in what the prober last saw; its changes are events of their own. */
export const assessHealth: Phase = {
  name: 'assessHealth',
  async run(context) {
    const { uid } = identityOf(context.cluster);
    context.observed.health = context.reads.observation(uid);
    return proceed;
  },
};
