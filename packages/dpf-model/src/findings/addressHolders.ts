import type { OwnerReference } from '@dpf-portal/kube-controller';
import { DpuCluster } from '../cluster/DpuCluster';
import { KubeNode, Service } from '../cluster/kubernetesObjects';
import { canonicalAddress } from '../request/fields/vip';
import { keyOf } from './clusterState';

/**
 * Something that has an address and is no control plane of a kamaji cluster. A VIP must not be its address.
 *
 * @public
 */
export type AddressHolder =
  | { kind: 'Node'; name: string }
  | {
      kind: 'Service';
      namespace: string;
      name: string;
      owners: ReadonlyArray<Pick<OwnerReference, 'kind' | 'name' | 'uid'>>;
    }
  | { kind: 'ManagementApi' }
  /** The API server of a cluster that is not of type kamaji. */
  | { kind: 'ApiServer'; cluster: DpuCluster }
  /** A cluster of another management cluster on the same segment. Its name is not for every reader. */
  | {
      kind: 'OtherSite';
      managementCluster: string;
      /** Its control plane has the address already. */
      runs: boolean;
      /** RFC 3339. */
      created?: string;
    };

function canonical(addresses: ReadonlyArray<string | undefined>): string[] {
  const known = addresses.flatMap(text => canonicalAddress(text ?? '') ?? []);
  return [...new Set(known)];
}

/** The addresses by which a node is reached, in their canonical spelling. @public */
export function nodeAddresses({ status }: KubeNode): string[] {
  return canonical(
    (status?.addresses ?? [])
      .filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP')
      .map(({ address }) => address),
  );
}

/**
 * The addresses outside the management cluster that a Service has, or asks for, in their canonical spelling.
 *
 * @public
 */
export function serviceAddresses({ spec, status }: Service): string[] {
  const ingress = status?.loadBalancer?.ingress ?? [];
  return canonical([
    ...(spec?.externalIPs ?? []),
    spec?.loadBalancerIP,
    ...ingress.map(({ ip }) => ip),
  ]);
}

/** The host of a server's URL, if it is an address; in its canonical spelling. @public */
export function addressOfServer(server: string): string | undefined {
  const [, bracketed, plain] =
    /^https?:\/\/(?:\[([^\]]+)\]|([^:/?#]+))(?:[:/?#]|$)/i.exec(server) ?? [];
  return canonicalAddress(bracketed ?? plain ?? '');
}

/** Whether the holder is a part of the cluster, so that the address is the cluster's own. */
function isPartOf(holder: AddressHolder, { metadata }: DpuCluster): boolean {
  const { namespace, name, uid } = metadata;
  if (holder.kind === 'ApiServer') {
    return holder.cluster.metadata.uid === uid;
  }
  if (holder.kind !== 'Service' || holder.namespace !== namespace) {
    return false;
  }
  // Kamaji's Service has the name of the control plane, which has the name of the cluster.
  return (
    holder.name === name ||
    holder.owners.some(
      owner =>
        owner.uid === uid ||
        (owner.kind === 'TenantControlPlane' && owner.name === name),
    )
  );
}

/** Of clusters of two sites, the one that runs has the better claim, else the older one. */
function yieldsTo(
  { metadata }: DpuCluster,
  holder: AddressHolder,
  runs: boolean,
): boolean {
  if (holder.kind !== 'OtherSite' || holder.runs) {
    return true;
  }
  const { creationTimestamp: created = '' } = metadata;
  return !runs && (holder.created ?? '') < created;
}

/**
 * The first holder of an address that is no part of the cluster and has the better claim. `runs`: the cluster has the
 * address already.
 */
export function foreignHolder(
  holders: readonly AddressHolder[],
  cluster: DpuCluster,
  runs: boolean,
): AddressHolder | undefined {
  return holders.find(
    holder => !isPartOf(holder, cluster) && yieldsTo(cluster, holder, runs),
  );
}

/**
 * What the address is: “the address of node host-1”. `nameOf` names a DPU cluster for the reader.
 *
 * @public
 */
export function describeHolder(
  holder: AddressHolder,
  nameOf: (cluster: DpuCluster) => string = keyOf,
): string {
  switch (holder.kind) {
    case 'Node':
      return `the address of node ${holder.name}`;
    case 'Service':
      return `an address of Service ${holder.namespace}/${holder.name}`;
    case 'ManagementApi':
      return 'the address of the management cluster’s API server';
    case 'OtherSite':
      return `the VIP of a DPU cluster on ${holder.managementCluster}`;
    default:
      return `the address of the API server of ${nameOf(holder.cluster)}`;
  }
}
