import { ConflictError } from '@backstage/errors';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  UnownedSecret,
  ownerReferenceTo,
  secretMadeFor,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  isAlreadyExists,
  isConflict,
  isNotFound,
  isOwnedBy,
} from '@dpf-portal/kube-controller';
import type { ManagementClusterConnection } from '@dpf-portal/dpf-world';
import { SECRET_MARKS, Secret } from './Secret';
import { secretError } from './uploadErrors';

/** Name of the Secret with the admin kubeconfig of a cluster whose kubeconfig was uploaded. */
export function adminSecretName(clusterName: string): string {
  return `${clusterName}-admin-kubeconfig`;
}

/** Whether it was created for this request of this user: another user may use the same request id. */
function isOfRequest(
  { metadata }: Secret,
  request: { requestId: string; requestedBy?: string },
): boolean {
  const { annotations = {} } = metadata;
  return (
    annotations[DPF_ANNOTATIONS.requestId] === request.requestId &&
    annotations[DPF_ANNOTATIONS.requestedBy] === request.requestedBy
  );
}

/**
 * Whether a cluster has owned the Secret and no object owns it any more: the cluster was deleted with
 * `--cascade=orphan`, or the Secret was restored from a backup. A Secret of a request that is not finished has never had
 * an owner.
 */
export function isLeftOver({ metadata }: Secret): boolean {
  const { labels, annotations, ownerReferences, deletionTimestamp } = metadata;
  return (
    labels?.[SECRET_MARKS.admin] !== undefined &&
    annotations?.[SECRET_MARKS.attachedTo] !== undefined &&
    !ownerReferences?.length &&
    !deletionTimestamp
  );
}

/** For whom the Secret was made. Another owner than the request's counts only while no object owns the Secret. */
function madeFor({ metadata }: Secret): UnownedSecret {
  const { annotations = {}, labels, ownerReferences } = metadata;
  const isUnowned =
    labels?.[SECRET_MARKS.admin] !== undefined && !ownerReferences?.length;
  return {
    requestId: annotations[DPF_ANNOTATIONS.requestId],
    requestedBy: annotations[DPF_ANNOTATIONS.requestedBy],
    ...(isUnowned ? { owner: annotations[DPF_ANNOTATIONS.owner] } : {}),
  };
}

/** @see AdminSecrets.belonging */
export type AdminSecretBelonging =
  /** The portal created it; `replacedFrom` names the upload that it has held since. */
  | { madeBy: 'ours'; replacedFrom?: string }
  /** The portal created it, and somebody deleted it. */
  | { madeBy: 'lost'; requestId: string; requestedBy?: string }
  /** Somebody else created it or must create it. Which of the two is not shown to everybody. */
  | { madeBy: 'foreign' };

/** The Secrets with admin kubeconfigs that the portal creates for its DPUClusters. */
export class AdminSecrets {
  readonly #connection: ManagementClusterConnection;

  constructor(connection: ManagementClusterConnection) {
    this.#connection = connection;
  }

  /**
   * Creates the Secret, with both keys. If this request created it before, it gets the same content: an earlier release
   * may have stored the upload unchanged. What is left of an earlier cluster of the same name and owner is used again.
   */
  async ensure(options: {
    namespace: string;
    clusterName: string;
    requestId: string;
    requestedBy?: string;
    requestDigest?: string;
    /** The owner of the cluster. */
    owner?: string;
    /** Base64. */
    kubeconfig: string;
  }): Promise<void> {
    const { namespace, requestId, requestedBy, kubeconfig } = options;
    const { requestDigest, owner } = options;
    const name = adminSecretName(options.clusterName);
    const annotations = {
      [DPF_ANNOTATIONS.requestId]: requestId,
      ...(requestedBy && { [DPF_ANNOTATIONS.requestedBy]: requestedBy }),
      ...(requestDigest && { [DPF_ANNOTATIONS.requestDigest]: requestDigest }),
      ...(owner && { [DPF_ANNOTATIONS.owner]: owner }),
    };
    try {
      await this.#connection.client.create<Secret>(CORE_RESOURCES.secrets, {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'Opaque',
        metadata: {
          name,
          namespace,
          labels: { [SECRET_MARKS.admin]: 'true' },
          annotations,
        },
        data: { 'admin.conf': kubeconfig, 'super-admin.conf': kubeconfig },
      });
    } catch (error) {
      if (!isAlreadyExists(error)) {
        throw secretError(error, this.#connection.name, namespace);
      }
      const existing = await this.#get(namespace, name);
      const recorded = existing?.metadata.annotations?.[DPF_ANNOTATIONS.owner];
      if (existing && isLeftOver(existing) && owner && recorded === owner) {
        await this.#write(existing, kubeconfig, {
          ...annotations,
          [SECRET_MARKS.attachedTo]: null,
        });
        return;
      }
      // A Secret with an owner belongs to an earlier cluster and is about to be deleted with it.
      if (
        !existing ||
        !isOfRequest(existing, options) ||
        existing.metadata.ownerReferences?.length
      ) {
        throw new ConflictError(
          `The Secret ${name} in ${namespace} is of an earlier cluster, of an interrupted request or of somebody else. Whoever sent that request, or a member of the group that it named, can send it, or start its task, again. What an interrupted request left is removed after a day. The platform team can remove the rest: kubectl -n ${namespace} delete secret ${name}`,
        );
      }
      await this.#write(existing, kubeconfig);
    }
  }

  /** The Secret for the kubeconfig of a cluster that was not made yet; without data. */
  async unattached(cluster: {
    namespace: string;
    name: string;
  }): Promise<Secret | undefined> {
    const { namespace, name } = cluster;
    const secret = await this.#get(namespace, adminSecretName(name));
    return secret?.metadata.labels?.[SECRET_MARKS.admin] === 'true' &&
      !secret.metadata.ownerReferences?.length
      ? secret
      : undefined;
  }

  /** Writes a kubeconfig, in base64, under both keys of a Secret, unless it has changed since it was read. */
  async #write(
    { metadata }: Secret,
    kubeconfig: string,
    annotations?: Record<string, string | null>,
  ): Promise<void> {
    const { namespace = '', name, uid, resourceVersion } = metadata;
    try {
      await this.#connection.client.mergePatch(
        CORE_RESOURCES.secrets,
        { namespace, name },
        {
          metadata: { uid, resourceVersion, annotations },
          data: { 'admin.conf': kubeconfig, 'super-admin.conf': kubeconfig },
        },
      );
    } catch (error) {
      throw secretError(error, this.#connection.name, namespace);
    }
  }

  /**
   * Makes the cluster the owner of its Secret, so that they are deleted together. Does nothing if it is already so, or
   * if the Secret was made neither by the request that created the cluster nor for a cluster of the same owner.
   */
  async attach(cluster: DpuCluster): Promise<void> {
    const { namespace = '', name, uid, annotations } = cluster.metadata;
    const secretName = adminSecretName(name);
    if (!uid || cluster.spec.kubeconfig !== secretName) {
      return;
    }
    const secret = await this.#get(namespace, secretName);
    if (
      !secret ||
      secret.metadata.deletionTimestamp ||
      !secretMadeFor(cluster, madeFor(secret)) ||
      secret.metadata.ownerReferences?.some(owner => owner.uid === uid)
    ) {
      return;
    }
    const requestId = annotations?.[DPF_ANNOTATIONS.requestId];
    const requestedBy = annotations?.[DPF_ANNOTATIONS.requestedBy];
    try {
      await this.#connection.client.mergePatch(
        CORE_RESOURCES.secrets,
        { namespace, name: secretName },
        {
          metadata: {
            resourceVersion: secret.metadata.resourceVersion,
            annotations: {
              [SECRET_MARKS.attachedTo]: uid,
              ...(requestId && { [DPF_ANNOTATIONS.requestId]: requestId }),
              ...(requestedBy && {
                [DPF_ANNOTATIONS.requestedBy]: requestedBy,
              }),
            },
            ownerReferences: [ownerReferenceTo(cluster)],
          },
        },
      );
    } catch (error) {
      if (
        isConflict(error) &&
        (await this.#isOwned(namespace, secretName, uid))
      ) {
        // The same request in another replica was faster.
        return;
      }
      throw secretError(error, this.#connection.name, namespace);
    }
  }

  /**
   * Who made the Secret with a cluster's kubeconfig. The portal writes only a Secret that it made for this same
   * cluster.
   */
  async belonging(cluster: DpuCluster): Promise<AdminSecretBelonging> {
    const { namespace = '', name, uid, annotations } = cluster.metadata;
    const { kubeconfig = '' } = cluster.spec;
    const secret = await this.#get(namespace, kubeconfig);
    const requestId = annotations?.[DPF_ANNOTATIONS.requestId];
    const requestedBy = annotations?.[DPF_ANNOTATIONS.requestedBy];
    const mayBeOurs =
      requestId !== undefined && kubeconfig === adminSecretName(name);
    if (!secret) {
      return mayBeOurs
        ? { madeBy: 'lost', requestId, requestedBy }
        : { madeBy: 'foreign' };
    }
    const { annotations: marks, ownerReferences = [] } = secret.metadata;
    const isOfCluster =
      mayBeOurs &&
      marks?.[DPF_ANNOTATIONS.requestId] === requestId &&
      ownerReferences.every(owner => owner.uid === uid);
    const isAttached =
      kubeconfig === adminSecretName(name) &&
      marks?.[SECRET_MARKS.attachedTo] === uid &&
      ownerReferences.some(owner => owner.uid === uid);
    return marks && (isOfCluster || isAttached)
      ? { madeBy: 'ours', replacedFrom: marks[SECRET_MARKS.replacedFrom] }
      : { madeBy: 'foreign' };
  }

  /** Writes another kubeconfig into a Secret that the portal made, under both keys. */
  async replace(
    cluster: DpuCluster,
    options: {
      /** Base64. */
      kubeconfig: string;
      from: string;
    },
  ): Promise<void> {
    const { namespace = '', name } = cluster.metadata;
    const secretName = cluster.spec.kubeconfig ?? '';
    const secret = await this.#get(namespace, secretName);
    if (!secret) {
      throw new ConflictError(
        `The Secret ${secretName} of ${name} is gone; try again.`,
      );
    }
    await this.#write(secret, options.kubeconfig, {
      [SECRET_MARKS.replacedFrom]: options.from,
    });
  }

  async #isOwned(
    namespace: string,
    name: string,
    uid: string,
  ): Promise<boolean> {
    const secret = await this.#get(namespace, name);
    return secret !== undefined && isOwnedBy(secret, uid);
  }

  /** Deletes a Secret whose request never created its cluster. */
  async removeOrphan(options: {
    namespace: string;
    clusterName: string;
    requestId: string;
    requestedBy?: string;
  }): Promise<void> {
    const { namespace } = options;
    const name = adminSecretName(options.clusterName);
    const secret = await this.#get(namespace, name);
    if (
      secret &&
      isOfRequest(secret, options) &&
      !secret.metadata.ownerReferences?.length
    ) {
      await this.#connection.client.delete(
        CORE_RESOURCES.secrets,
        { namespace, name },
        {
          uid: secret.metadata.uid,
          resourceVersion: secret.metadata.resourceVersion,
        },
      );
    }
  }

  async #get(namespace: string, name: string): Promise<Secret | undefined> {
    try {
      return await this.#connection.client.get<Secret>(
        CORE_RESOURCES.secrets,
        { namespace, name },
        { metadataOnly: true },
      );
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw secretError(error, this.#connection.name, namespace);
    }
  }
}
