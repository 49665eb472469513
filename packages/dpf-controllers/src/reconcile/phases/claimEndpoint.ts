import { kamajiMissing } from '@dpf-portal/backstage-plugin-dpf-common';
import ipaddr from 'ipaddr.js';
import { Endpoint, readEndpoint } from '../claims/readEndpoint';
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

/** A running control plane keeps its address: Kamaji applies a change by halves. */
function keepRunningAddress(
  context: ReconcileContext,
  endpoint: Endpoint,
): Endpoint {
  const { observed } = context;
  const address = observed.controlPlane?.spec?.networkProfile?.address;
  if (!address || !ipaddr.isValid(address)) {
    return endpoint;
  }
  const running = ipaddr.parse(address).toString();
  if (running === endpoint.vip) {
    return endpoint;
  }
  refuseEdit(observed, {
    reason: 'AddressImmutable',
    message: `The VIP of a running cluster cannot be changed: it stays ${running}, not ${endpoint.vip}.`,
  });
  return { ...endpoint, vip: running };
}

function claim(context: ReconcileContext): PhaseResult {
  const { cluster, world, claims, observed } = context;
  const missing = kamajiMissing(cluster, world);
  if (missing) {
    observed.problem = problemOf(missing);
    return wait(CLAIM_RETRY_MS);
  }
  const read = readEndpoint(
    cluster,
    observed.controlPlane?.spec?.networkProfile?.address,
  );
  if (read.problem && observed.controlPlane) {
    // It runs: its children are left as they are, and so is its address.
    refuseEdit(observed, {
      reason: 'AddressImmutable',
      message: `The endpoint of a running cluster cannot be changed. ${read.problem.message}`,
    });
    return proceed;
  }
  if (read.problem) {
    observed.problem = read.problem;
    return stop;
  }
  const endpoint = keepRunningAddress(context, read.endpoint);
  const refusal = claims.claim(cluster, endpoint, world);
  if (!refusal) {
    observed.endpoint = endpoint;
    return proceed;
  }
  if (observed.controlPlane) {
    // It serves, by what it had before the edit: keepalived is left as it is.
    refuseEdit(observed, refusal);
    return { flow: 'continue', afterMs: CLAIM_RETRY_MS };
  }
  observed.problem = refusal;
  return wait(CLAIM_RETRY_MS);
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
