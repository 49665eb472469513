import {
  DPF_ANNOTATIONS,
  DpuCluster,
  LONGEST_NAME,
  TenantControlPlane,
  boundedText,
  controlPlaneVersions,
} from '@dpf-portal/dpf-model';
import { TenantProber } from '../observation/TenantProber';
import { kubeconfigSecretName, ownerUids } from './indexes';
import { ManagementClusterStores } from './ManagementClusterStores';

/** Decides which tenants there are to probe, and where their kubeconfigs are. */
export class ProbeTargets {
  readonly #stores: ManagementClusterStores;
  readonly #prober: TenantProber;

  constructor(options: {
    stores: ManagementClusterStores;
    prober: TenantProber;
  }) {
    this.#stores = options.stores;
    this.#prober = options.prober;
  }

  /** To be called whenever the cluster, its control plane or its DPUs changed. */
  sync(cluster: DpuCluster): void {
    const { uid, namespace, name, deletionTimestamp } = cluster.metadata;
    if (!uid || !namespace) {
      return;
    }
    const tcp = this.#stores.tenantControlPlanes?.get({ namespace, name });
    const own = tcp && ownerUids(tcp).includes(uid) ? tcp : undefined;
    const secretName = kubeconfigSecretName(cluster, own);
    const comingUp = isComingUp(cluster);
    const waiting =
      cluster.spec.type === 'kamaji' && comingUp && !controlPlaneIsReady(own);
    if (!secretName || deletionTimestamp || waiting) {
      this.#prober.unwatch(uid);
      return;
    }
    this.#prober.watch({
      uid,
      namespace,
      owner: ownerOf(cluster),
      secretName,
      serverNamedBy: isKamajisSecret(secretName, cluster, own)
        ? 'kamaji'
        : 'user',
      comingUp,
      rolling: controlPlaneIsRolling(own),
      installedVersion: controlPlaneVersions(own).installed,
      hasNoReplica: controlPlaneHasNoReplica(own),
      wantNodes: (this.#stores.dpusOf(cluster)?.length ?? 0) > 0,
      wantStrayNodes: this.#stores.dpusOf(cluster) !== undefined,
      dpuNames: () => this.#dpuNames(uid),
      maxNodes: cluster.spec.maxNodes,
    });
  }

  #dpuNames(uid: string): ReadonlySet<string> {
    const dpus = this.#stores
      .clustersByIndex('uid', uid)
      .flatMap(cluster => this.#stores.dpusOf(cluster) ?? []);
    return new Set(dpus.map(({ metadata }) => metadata.name));
  }
}

/** Whoever creates a DPUCluster may name any Secret in it, of type kamaji too. */
function isKamajisSecret(
  secretName: string,
  cluster: DpuCluster,
  tcp: TenantControlPlane | undefined,
): boolean {
  return (
    cluster.spec.type === 'kamaji' &&
    tcp?.status?.kubeconfig?.admin?.secretName === secretName
  );
}

/** The owner that the portal keeps, else the namespace. */
function ownerOf({ metadata }: DpuCluster): string {
  const owner = metadata.annotations?.[DPF_ANNOTATIONS.owner]?.trim();
  return owner
    ? `owner ${boundedText(owner, LONGEST_NAME).toLowerCase()}`
    : `namespace ${metadata.namespace}`;
}

function isComingUp(cluster: DpuCluster): boolean {
  const phase = cluster.status?.phase ?? 'Pending';
  return (
    cluster.spec.type === 'kamaji' &&
    (phase === 'Pending' || phase === 'Creating')
  );
}

function controlPlaneIsReady(tcp: TenantControlPlane | undefined): boolean {
  return wordOf(tcp) === 'Ready';
}

/** Kamaji rotates an authority by making all keys first and rolling the API server, then Unknown, after that. */
function controlPlaneIsRolling(tcp: TenantControlPlane | undefined): boolean {
  return ['CertificateAuthorityRotating', 'Unknown'].includes(
    wordOf(tcp) ?? '',
  );
}

/** Kamaji counts them; a control plane of which it says nothing may have some. */
function controlPlaneHasNoReplica(
  tcp: TenantControlPlane | undefined,
): boolean {
  const deployment = tcp?.status?.kubernetesResources?.deployment;
  return deployment !== undefined && !deployment.readyReplicas;
}

function wordOf(tcp: TenantControlPlane | undefined): string | undefined {
  return tcp?.status?.kubernetesResources?.version?.status;
}
