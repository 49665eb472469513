import { DaemonSet } from '../cluster/kubernetesObjects';

/** The values that DPF's own manager gave keepalived when it created it. @public */
export interface VendorKeepalived {
  interface?: string;
  virtualRouterID?: string;
  vip?: string;
  port?: string;
}

/**
 * Reads from a DaemonSet the values that DPF's own manager gave keepalived, as variables of an init container;
 * `undefined` if the manager did not create it.
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
