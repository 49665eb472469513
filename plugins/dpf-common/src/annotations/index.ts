const PREFIX = 'dpf-portal.io';

/**
 * Annotations the portal keeps on DPUClusters (and, where marked, on catalog entities).
 *
 * @public
 */
export const DPF_ANNOTATIONS = {
  /** Entity ref of the owner. */
  owner: `${PREFIX}/owner`,
  /** Idempotency key of the request that made the object. */
  requestId: `${PREFIX}/request-id`,
  /** Digest of the request that made the object: another one with its id is refused. */
  requestDigest: `${PREFIX}/request-digest`,
  /** Entity ref of the user who asked. */
  requestedBy: `${PREFIX}/requested-by`,
  /** Entity ref of the software template. */
  templateRef: `${PREFIX}/template-ref`,
  /** dev, test or prod. */
  purpose: `${PREFIX}/purpose`,
  /** RFC 3339; shown and warned about, nothing is deleted at expiry. */
  expires: `${PREFIX}/expires`,
  /** RFC 3339; reconcilers leave the object alone until then. */
  pausedUntil: `${PREFIX}/paused-until`,
  /** On the entity. */
  managementCluster: `${PREFIX}/management-cluster`,
  /** On the entity. */
  namespace: `${PREFIX}/namespace`,
  /** On the entity. */
  name: `${PREFIX}/name`,
  /** On the entity. */
  uid: `${PREFIX}/uid`,
  /** On the entity, where both groups are served and the guide's is meant. */
  group: `${PREFIX}/group`,
} as const;

/**
 * Those that only the portal writes: who owns a cluster, who asked for it and by which request. `deploy/admission` keeps
 * everybody else from writing them; a test compares the lists.
 *
 * @public
 */
export const PORTAL_ANNOTATIONS: readonly string[] = [
  DPF_ANNOTATIONS.owner,
  DPF_ANNOTATIONS.requestedBy,
  DPF_ANNOTATIONS.requestId,
  DPF_ANNOTATIONS.requestDigest,
];
