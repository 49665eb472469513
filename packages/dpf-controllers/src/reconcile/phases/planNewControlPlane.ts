import { planControlPlane } from '@dpf-portal/dpf-model';
import { Phase, proceed, wait } from '../Phase';

// An edit of DPF's configuration is an event, one of its readability is not always.
const RETRY_MS = 30_000;

/**
 * Before anything is made for a control plane that does not exist yet: decides what cannot be changed later, and makes none
 * where it would lack what it must have. A control plane that exists is left as it is.
 */
export const planNewControlPlane: Phase = {
  name: 'planNewControlPlane',
  async run(context) {
    const { api, cluster, world, settings, observed } = context;
    // With an endpoint, the kamaji role is ours and everything has been listed, DPF's configuration included.
    if (!observed.endpoint || observed.controlPlane) {
      return proceed;
    }
    const { podRange, problem } = planControlPlane(
      {
        podCidr: settings.podCidr,
        operatorConfig: world.operatorConfig(),
      },
      cluster.spec.maxNodes ?? api.maxNodesDefault,
    );
    if (problem) {
      const { reason, message } = problem;
      observed.problem = { reason, message };
      return wait(RETRY_MS);
    }
    observed.podCidr = podRange.cidr;
    return proceed;
  },
};
