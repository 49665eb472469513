import {
  DpuCluster,
  canonicalAddress,
  interfaceProblem,
  isDns1035Label,
  labelsProblem,
  vipProblem,
  virtualRouterIdProblem,
} from '@dpf-portal/backstage-plugin-dpf-common';
import ipaddr from 'ipaddr.js';
import { Problem } from '../Problem';

/** The validated endpoint of a kamaji cluster. */
export interface Endpoint {
  interface: string;
  vip: string;
  virtualRouterID: number;
  nodeSelector: Readonly<Record<string, string>>;
}

function invalid(message: string): { problem: Problem } {
  return { problem: { reason: 'EndpointInvalid', message } };
}

/**
 * The endpoint a kamaji cluster asks for, or why it cannot be used: by the same rules as a request. The CRD checks
 * hardly anything, and Kamaji fails silently on what it lets through. A cluster that runs at an address keeps it, also
 * where a new cluster could not have it.
 */
export function readEndpoint(
  cluster: DpuCluster,
  runningAddress?: string,
): { endpoint: Endpoint; problem?: undefined } | { problem: Problem } {
  const { name } = cluster.metadata;
  if (!isDns1035Label(name)) {
    return invalid(
      `Kamaji cannot use the name ${name}: it must start with a letter and hold only lower-case letters, digits and "-", at most 63.`,
    );
  }
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  if (!keepalived) {
    return {
      problem: {
        reason: 'EndpointMissing',
        message:
          'No VIP was given (spec.clusterEndpoint.keepalived), so the control plane cannot get an address.',
      },
    };
  }
  const { vip, virtualRouterID, nodeSelector = {} } = keepalived;
  const running = canonicalAddress(runningAddress ?? '');
  const isRunning = running !== undefined && canonicalAddress(vip) === running;
  if (vipProblem(vip) && !isRunning) {
    return invalid('The VIP is not an IP address that a host can have.');
  }
  if (interfaceProblem(keepalived.interface)) {
    return invalid('The interface is not the name of a network interface.');
  }
  if (virtualRouterIdProblem(virtualRouterID)) {
    return invalid('The virtual router id must be between 1 and 255.');
  }
  if (labelsProblem(nodeSelector)) {
    return invalid('The node selector holds what cannot be a label.');
  }
  return {
    endpoint: {
      interface: keepalived.interface,
      vip: ipaddr.parse(vip).toString(),
      virtualRouterID,
      nodeSelector,
    },
  };
}
