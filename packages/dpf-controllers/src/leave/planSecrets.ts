import {
  ADMIN_SECRET_LABEL,
  CLAIMED_FOR_ANNOTATION,
  DpuCluster,
  UPLOAD_SECRET_LABEL,
  groupOf,
} from '@dpf-portal/dpf-model';
import { kubeconfigSecretName } from '@dpf-portal/dpf-world';
import { OwnedObject } from '../footprint/OwnedObject';
import { LeavePlan, deletion, nameOf, stay } from './LeavePlan';

/** What is known of all DPUClusters. */
interface Known {
  clusters: readonly DpuCluster[];
  /** The Secrets that hold a cluster's kubeconfig, as `namespace/name`. */
  named: ReadonlySet<string>;
  /** The Secrets that this project has made or written to, as `namespace/name`. */
  present: ReadonlySet<string>;
  uids: ReadonlySet<string>;
}

/** A request has claimed the upload, and its cluster has no Secret yet: the upload is the only copy. */
function isOnlyCopy({ metadata }: OwnedObject, known: Known): boolean {
  const [group, namespace, name] = (
    metadata.annotations?.[CLAIMED_FOR_ANNOTATION] ?? ''
  ).split('/');
  const cluster = known.clusters.find(
    one =>
      groupOf(one) === group &&
      one.metadata.namespace === namespace &&
      one.metadata.name === name,
  );
  return (
    cluster !== undefined &&
    !known.present.has(`${namespace}/${kubeconfigSecretName(cluster)}`)
  );
}

/** Whether nobody needs the Secret: an upload that no cluster waits for, or what a failed request left. */
function isUnneeded(secret: OwnedObject, known: Known): boolean {
  const { labels, ownerReferences = [] } = secret.metadata;
  if (known.named.has(nameOf(secret.metadata))) {
    return false;
  }
  if (labels?.[UPLOAD_SECRET_LABEL] !== undefined) {
    return !isOnlyCopy(secret, known);
  }
  return (
    labels?.[ADMIN_SECRET_LABEL] !== undefined &&
    !ownerReferences.some(({ uid }) => known.uids.has(uid))
  );
}

/** Uploads and what failed requests left go. A Secret that a cluster names never does. */
export function planSecrets(
  secrets: readonly OwnedObject[],
  clusters: readonly DpuCluster[],
): LeavePlan {
  const known: Known = {
    clusters,
    named: new Set(
      clusters.map(
        cluster =>
          `${cluster.metadata.namespace}/${kubeconfigSecretName(cluster)}`,
      ),
    ),
    present: new Set(secrets.map(({ metadata }) => nameOf(metadata))),
    uids: new Set(clusters.map(({ metadata }) => metadata.uid ?? '')),
  };
  const [gone, kept] = [true, false].map(wanted =>
    secrets.filter(secret => isUnneeded(secret, known) === wanted),
  );
  const names = (all: readonly OwnedObject[]) =>
    all.map(({ metadata }) => nameOf(metadata));
  const isNamed = ({ metadata }: OwnedObject) =>
    known.named.has(nameOf(metadata));
  return {
    steps: gone.map(deletion),
    stays: [
      ...stay(
        'Secrets with kubeconfigs of DPU clusters',
        names(kept.filter(isNamed)),
        'A DPUCluster names them: DPF reaches the DPU cluster with them.',
      ),
      ...stay(
        'Other Secrets',
        names(kept.filter(secret => !isNamed(secret))),
        'A DPUCluster or somebody else needs them.',
      ),
    ],
  };
}
