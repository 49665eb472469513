import { DpuCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import ipaddr from 'ipaddr.js';
import { Problem } from '../Observed';

/** The validated endpoint of a kamaji cluster. */
export interface Endpoint {
  interface: string;
  vip: string;
  virtualRouterID: number;
  nodeSelector: Readonly<Record<string, string>>;
}

const INTERFACE = /^[a-zA-Z0-9_.:-]{1,15}$/;
const DNS_1035 = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LABEL_KEY =
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const UNUSABLE_RANGES = new Set([
  'unspecified',
  'broadcast',
  'multicast',
  'loopback',
]);

function isUsableAddress(vip: string): boolean {
  const valid =
    ipaddr.IPv4.isValidFourPartDecimal(vip) ||
    (vip.includes(':') && !vip.includes('%') && ipaddr.IPv6.isValid(vip));
  return valid && !UNUSABLE_RANGES.has(ipaddr.parse(vip).range());
}

function invalid(message: string): { problem: Problem } {
  return { problem: { reason: 'EndpointInvalid', message } };
}

/**
 * The endpoint a kamaji cluster asks for, or why it cannot be used. The CRD checks hardly anything, and Kamaji fails
 * silently on what it lets through.
 */
export function readEndpoint(
  cluster: DpuCluster,
): { endpoint: Endpoint; problem?: undefined } | { problem: Problem } {
  const { name } = cluster.metadata;
  if (!DNS_1035.test(name)) {
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
  if (!isUsableAddress(vip)) {
    return invalid('The VIP is not an IP address that a host can have.');
  }
  if (!INTERFACE.test(keepalived.interface)) {
    return invalid('The interface is not the name of a network interface.');
  }
  if (
    !Number.isInteger(virtualRouterID) ||
    virtualRouterID < 1 ||
    virtualRouterID > 255
  ) {
    return invalid('The virtual router id must be between 1 and 255.');
  }
  for (const [key, value] of Object.entries(nodeSelector)) {
    if (!LABEL_KEY.test(key) || !LABEL_VALUE.test(value)) {
      return invalid('The node selector holds what cannot be a label.');
    }
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
