import { DaemonSet } from './World';

/** What DPF's own manager told keepalived when it made it. @public */
export interface VendorKeepalived {
  interface?: string;
  virtualRouterID?: string;
  vip?: string;
  port?: string;
}

/**
 * Reads from a DaemonSet what DPF's own manager told keepalived, which it does by variables of an init container;
 * `undefined` where the manager did not make it.
 *
 * @public
 */
export function readVendorKeepalived(
  daemonSet: DaemonSet,
): VendorKeepalived | undefined {
  const containers = daemonSet.spec?.template?.spec?.initContainers ?? [];
  const env = new Map(
    containers.flatMap(container =>
      (container.env ?? []).map(({ name, value }) => [name, value] as const),
    ),
  );
  return env.has('VIRTUAL_IP')
    ? {
        interface: env.get('INTERFACE'),
        virtualRouterID: env.get('VIRTUAL_ROUTER_ID'),
        vip: env.get('VIRTUAL_IP'),
        port: env.get('NODE_PORT'),
      }
    : undefined;
}
