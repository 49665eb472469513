import { ServerNamedBy } from '../tenant/AddressFence';

/**
 * A cluster that is to be probed.
 *
 * @public
 */
export interface ProbeTarget {
  uid: string;
  namespace: string;
  /** Whose it is: probes are shared out among owners. */
  owner: string;
  /** The Secret with its admin kubeconfig. */
  secretName: string;
  /** Who wrote the server in it. */
  serverNamedBy: ServerNamedBy;
  /** Its control plane has just been made: failing probes are settling, not misses. */
  comingUp: boolean;
  /** Its control plane is being rolled: the kubeconfig may trust an authority that the server does not present yet. */
  rolling: boolean;
  /** The Kubernetes version of its control plane, as Kamaji says. */
  installedVersion?: string;
  /** Its control plane has no ready replica: nobody could answer, whatever the path does. */
  hasNoReplica: boolean;
  /** DPUs are assigned to it, so its Nodes are worth asking for at each probe. */
  wantNodes: boolean;
  /** DPUs may be read, so a Node without one can be found; asked for now and then where no DPU is assigned. */
  wantStrayNodes?: boolean;
  /** The names of these DPUs, which their Nodes have too; asked for when Nodes are read. */
  dpuNames: () => ReadonlySet<string>;
  /** The cluster's ceiling, where it has one. */
  maxNodes?: number;
}

export function sameTarget(a: ProbeTarget, b: ProbeTarget): boolean {
  return (
    a.uid === b.uid &&
    a.namespace === b.namespace &&
    a.owner === b.owner &&
    a.secretName === b.secretName &&
    a.serverNamedBy === b.serverNamedBy &&
    a.comingUp === b.comingUp &&
    a.rolling === b.rolling &&
    a.installedVersion === b.installedVersion &&
    a.hasNoReplica === b.hasNoReplica &&
    a.wantNodes === b.wantNodes &&
    a.wantStrayNodes === b.wantStrayNodes &&
    a.maxNodes === b.maxNodes
  );
}
