import { DpuCluster } from '../cluster/DpuCluster';
import { canonicalAddress, vipProblem } from '../request/fields/vip';
import {
  controlPlaneNameProblem,
  interfaceProblem,
  isHarmlessInterface,
  virtualRouterIdProblem,
} from '../request/fields/requestFields';
import { labelKeyProblem, labelValueProblem } from '../request/fields/labels';
import { ownControlPlaneOf } from './clusterState';
import { World } from './World';

/**
 * The endpoint of a kamaji cluster's control plane, and how keepalived holds the address. All values are validated.
 *
 * @public
 */
export interface Endpoint {
  interface: string;
  /** In its canonical spelling. */
  vip: string;
  virtualRouterID: number;
  nodeSelector: Readonly<Record<string, string>>;
}

/** A value of the endpoint that keepalived or Kamaji cannot use. */
export interface InvalidField {
  /** Its path in the DPUCluster. */
  field: string;
  noun: string;
  value: string | number;
  /** What to give instead. */
  reason: string;
  /** Whether the value, even if invalid, cannot add anything to a manifest. */
  harmless: boolean;
}

const PATH = 'spec.clusterEndpoint.keepalived';

function keepalivedOf(cluster: DpuCluster) {
  return cluster.spec.clusterEndpoint?.keepalived;
}

/** The address of the cluster's own control plane. A running cluster keeps it, whatever its spec says. */
export function runningAddressOf(
  cluster: DpuCluster,
  world: Pick<World, 'tenantControlPlane'>,
): string | undefined {
  const controlPlane = ownControlPlaneOf(cluster, world);
  return canonicalAddress(controlPlane?.spec?.networkProfile?.address ?? '');
}

/** The address that the cluster uses, or would use once it starts; `undefined` where its spec has none. */
export function claimedAddressOf(
  cluster: DpuCluster,
  world: Pick<World, 'tenantControlPlane'>,
): string | undefined {
  return (
    runningAddressOf(cluster, world) ??
    canonicalAddress(keepalivedOf(cluster)?.vip ?? '')
  );
}

/**
 * The invalid values of a cluster's endpoint, by the same rules as for a request: the API server accepts any text as
 * VIP, interface and node selector, and Kamaji fails silently on names that it cannot use.
 */
export function invalidFieldsOf(cluster: DpuCluster): InvalidField[] {
  const keepalived = keepalivedOf(cluster);
  if (!keepalived) {
    return [];
  }
  const { name } = cluster.metadata;
  const { vip, virtualRouterID, nodeSelector = {} } = keepalived;
  const nic = keepalived.interface ?? '';
  const checked = [
    {
      field: 'metadata.name',
      noun: 'name',
      value: name,
      reason: controlPlaneNameProblem(name),
      harmless: true,
    },
    {
      field: `${PATH}.vip`,
      noun: 'VIP',
      value: vip,
      reason: vipProblem(vip),
      harmless: canonicalAddress(vip) !== undefined,
    },
    {
      field: `${PATH}.interface`,
      noun: 'interface',
      value: nic,
      reason: interfaceProblem(nic),
      harmless: isHarmlessInterface(nic),
    },
    {
      field: `${PATH}.virtualRouterID`,
      noun: 'virtual router id',
      value: virtualRouterID,
      reason: virtualRouterIdProblem(virtualRouterID),
      harmless: false,
    },
    ...Object.entries(nodeSelector).map(([key, value]) => ({
      field: `${PATH}.nodeSelector`,
      noun: 'label of a node selector',
      value: `${key}=${value}`,
      reason: labelKeyProblem(key) ?? labelValueProblem(value),
      harmless: false,
    })),
  ];
  return checked.flatMap(({ reason, ...rest }) =>
    reason ? [{ ...rest, reason }] : [],
  );
}

/**
 * The first value that makes the endpoint unusable. A cluster that runs at an address keeps it, even if a new cluster
 * could not have it.
 */
export function unusableFieldOf(
  cluster: DpuCluster,
  world: Pick<World, 'tenantControlPlane'>,
): InvalidField | undefined {
  const running = runningAddressOf(cluster, world);
  return invalidFieldsOf(cluster).find(
    ({ field, value }) =>
      running === undefined ||
      field !== `${PATH}.vip` ||
      canonicalAddress(String(value)) !== running,
  );
}

/**
 * The requested endpoint of a kamaji cluster, at the address of its control plane if that runs; `undefined` if it has
 * no usable one.
 *
 * @public
 */
export function usableEndpointOf(
  cluster: DpuCluster,
  world: Pick<World, 'tenantControlPlane'>,
): Endpoint | undefined {
  const keepalived = keepalivedOf(cluster);
  const vip = claimedAddressOf(cluster, world);
  if (!keepalived?.vip || !vip || unusableFieldOf(cluster, world)) {
    return undefined;
  }
  const { virtualRouterID, nodeSelector = {} } = keepalived;
  return {
    interface: keepalived.interface,
    vip,
    virtualRouterID,
    nodeSelector,
  };
}
