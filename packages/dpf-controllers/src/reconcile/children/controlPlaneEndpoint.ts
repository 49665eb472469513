import { TenantControlPlane } from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import ipaddr from 'ipaddr.js';

/** On keepalived's ConfigMap: the endpoint it was made for, `address:port`. */
export const ENDPOINT_ANNOTATION = 'dpf-portal.io/endpoint';

/** Where a control plane is reached. */
export interface ControlPlaneEndpoint {
  /** In its canonical spelling. */
  address: string;
  port: number;
}

/** `address:port`, an IPv6 address in brackets. */
export function formatEndpoint(endpoint: ControlPlaneEndpoint): string {
  const { address, port } = endpoint;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Reads `address:port`, also of a URL; `undefined` where it is none, or the address is no IP. */
export function parseEndpoint(
  text: string | undefined,
): ControlPlaneEndpoint | undefined {
  const [, bracketed, plain, port] =
    /^(?:https:\/\/)?(?:\[([^\]]+)\]|([^:/]+)):(\d{1,5})\/?$/.exec(
      text ?? '',
    ) ?? [];
  const address = bracketed ?? plain;
  return address && ipaddr.isValid(address)
    ? { address: ipaddr.parse(address).toString(), port: Number(port) }
    : undefined;
}

export function sameEndpoint(
  a: ControlPlaneEndpoint | undefined,
  b: ControlPlaneEndpoint | undefined,
): boolean {
  return a?.address === b?.address && a?.port === b?.port;
}

/** What the control plane's specification asks for. */
export function specifiedEndpoint(
  tcp: TenantControlPlane,
): ControlPlaneEndpoint | undefined {
  const { address, port } = tcp.spec?.networkProfile ?? {};
  return address && port
    ? parseEndpoint(formatEndpoint({ address, port }))
    : undefined;
}

/** What Kamaji has made of it. */
export function appliedEndpoint(
  tcp: TenantControlPlane,
): ControlPlaneEndpoint | undefined {
  return parseEndpoint(tcp.status?.controlPlaneEndpoint);
}

/** The endpoint that was in force when keepalived's ConfigMap was last written here. */
export function recordedEndpoint(
  configMap: KubeObject | undefined,
): ControlPlaneEndpoint | undefined {
  return parseEndpoint(configMap?.metadata.annotations?.[ENDPOINT_ANNOTATION]);
}
