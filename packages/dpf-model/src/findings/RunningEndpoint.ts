import { canonicalAddress } from '../request/fields/vip';
import {
  ConfigMap,
  DaemonSet,
  TenantControlPlane,
} from '../cluster/kubernetesObjects';
import { readVendorKeepalived } from './readVendorKeepalived';

/**
 * A control plane or a keepalived of the management cluster, whoever owns it, and what it occupies. A value that is not
 * known is absent.
 *
 * @public
 */
export type RunningEndpoint = (
  | { kind: 'TenantControlPlane'; object: TenantControlPlane }
  | { kind: 'DaemonSet'; object: DaemonSet }
) & {
  /** In its canonical spelling. */
  vip?: string;
  virtualRouterID?: number;
  interface?: string;
};

/** What a control plane occupies. @public */
export function endpointOfControlPlane(
  controlPlane: TenantControlPlane,
): RunningEndpoint {
  return {
    kind: 'TenantControlPlane',
    object: controlPlane,
    vip: canonicalAddress(controlPlane.spec?.networkProfile?.address ?? ''),
  };
}

/** The values in keepalived's configuration, as text. @public */
export interface KeepalivedValues {
  vip?: string;
  virtualRouterID?: string;
  interface?: string;
}

/** Reads keepalived's configuration from the ConfigMap that this portal writes. @public */
export function readKeepalivedConfig(
  configMap: ConfigMap | undefined,
): KeepalivedValues {
  const conf = configMap?.data?.['keepalived.conf'] ?? '';
  return {
    vip: /virtual_ipaddress\s*\{\s*([0-9a-fA-F.:]+)/.exec(conf)?.[1],
    virtualRouterID: /virtual_router_id\s+(\d+)/.exec(conf)?.[1],
    interface: /^\s*interface\s+(\S+)/m.exec(conf)?.[1],
  };
}

/** What a keepalived occupies: as DPF's own manager set it, else as the ConfigMap of this portal says. @public */
export function endpointOfKeepalived(
  daemonSet: DaemonSet,
  configMap: ConfigMap | undefined,
): RunningEndpoint {
  const values =
    readVendorKeepalived(daemonSet) ?? readKeepalivedConfig(configMap);
  return {
    kind: 'DaemonSet',
    object: daemonSet,
    vip: canonicalAddress(values.vip ?? ''),
    virtualRouterID: Number(values.virtualRouterID) || undefined,
    interface: values.interface,
  };
}
