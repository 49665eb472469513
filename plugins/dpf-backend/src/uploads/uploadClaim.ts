import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { SECRET_MARKS, Secret } from './Secret';

/** A request for an upload. */
export interface UploadClaim {
  handle: string;
  userEntityRef: string;
  /** Of the request that uses it, or has used it. */
  requestId?: string;
}

/** The request for which an upload is used. */
export interface UploadUse extends UploadClaim {
  requestId: string;
  /** By these a colleague may continue the request. A replacement of a kubeconfig has neither. */
  requestDigest?: string;
  owner?: string;
  cluster: { group: string; namespace: string; name: string };
}

/** Value of the mark `claimedFor`. */
export function claimedForOf({ cluster }: UploadUse): string {
  return `${cluster.group}/${cluster.namespace}/${cluster.name}`;
}

/** An upload of this user, claimed or not. */
export function isUploadOf(
  { metadata }: Secret,
  userEntityRef: string,
): boolean {
  const { labels, annotations } = metadata;
  return (
    labels?.[SECRET_MARKS.upload] === 'true' &&
    annotations?.[DPF_ANNOTATIONS.requestedBy] === userEntityRef
  );
}

/** Whether it is claimed by this request of this user and, if the cluster is given, for this cluster. */
export function isClaimedBy(
  upload: Secret,
  claim: UploadClaim | UploadUse,
): boolean {
  const { annotations = {} } = upload.metadata;
  return (
    isUploadOf(upload, claim.userEntityRef) &&
    claim.requestId !== undefined &&
    annotations[DPF_ANNOTATIONS.requestId] === claim.requestId &&
    (!('cluster' in claim) ||
      annotations[SECRET_MARKS.claimedFor] === claimedForOf(claim))
  );
}
