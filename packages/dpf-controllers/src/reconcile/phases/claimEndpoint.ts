import {
  editOfRunningEndpoint,
  endpointInvalid,
  endpointMissing,
  kamajiMissing,
  usableEndpointOf,
} from '@dpf-portal/dpf-model';
import { Phase, PhaseResult, proceed, stop, wait } from '../Phase';
import { problemOf } from '../Problem';
import {
  ReconcileContext,
  isTakenIn,
  managingWriter,
} from '../ReconcileContext';
import { refuseEdit } from '../refuseEdit';

// The winner's end is an event; this only bounds what a lost one costs.
const CLAIM_RETRY_MS = 30_000;

/** Of a cluster that does not run. */
function claimNew(context: ReconcileContext): PhaseResult {
  const { cluster, world, claims, observed } = context;
  const wrong =
    endpointMissing(cluster, world) ?? endpointInvalid(cluster, world);
  const endpoint = usableEndpointOf(cluster, world);
  if (wrong || !endpoint) {
    observed.problem = wrong && problemOf(wrong);
    return stop;
  }
  const refused = claims.claim(cluster, endpoint, world);
  if (refused) {
    observed.problem = problemOf(refused);
    return wait(CLAIM_RETRY_MS);
  }
  observed.endpoint = endpoint;
  return proceed;
}

/** Of a cluster that runs: it keeps its address, and what is refused leaves its children as they are. */
function claimRunning(context: ReconcileContext): PhaseResult {
  const { cluster, world, claims, observed } = context;
  const edited = editOfRunningEndpoint(cluster, world);
  if (edited) {
    refuseEdit(observed, problemOf(edited));
  }
  const endpoint = usableEndpointOf(cluster, world);
  const refused = endpoint && claims.claim(cluster, endpoint, world);
  if (refused) {
    refuseEdit(observed, problemOf(refused));
    return { flow: 'continue', afterMs: CLAIM_RETRY_MS };
  }
  observed.endpoint = endpoint;
  return proceed;
}

function claim(context: ReconcileContext): PhaseResult {
  const { cluster, world, observed } = context;
  const missing = kamajiMissing(cluster, world);
  if (missing) {
    observed.problem = problemOf(missing);
    return wait(CLAIM_RETRY_MS);
  }
  return observed.controlPlane ? claimRunning(context) : claimNew(context);
}

/** Before anything with an address is made: is it valid, and does no other cluster have it? */
export const claimEndpoint: Phase = {
  name: 'claimEndpoint',
  async run(context) {
    const ours =
      managingWriter(context) === 'kamaji' && isTakenIn(context.cluster);
    return ours ? claim(context) : proceed;
  },
};
