import { readManifestUrl } from './cluster/manifestUrl';
import { readOwner } from './cluster/owner';

const PREFIX = 'dpf-portal.io';

/** The values of a request, on DPUClusters and on their catalog entities. */
const OF_REQUEST = {
  /** Entity ref of the user who sent the request. */
  requestedBy: `${PREFIX}/requested-by`,
  /** Entity ref of the software template. */
  templateRef: `${PREFIX}/template-ref`,
  /** dev, test or prod. */
  purpose: `${PREFIX}/purpose`,
  /** RFC 3339; shown and warned about, nothing is deleted at expiry. */
  expires: `${PREFIX}/expires`,
} as const;

/** On DPUClusters, shown in their view and to permission rules. @public */
export const SHOWN_ANNOTATIONS = {
  ...OF_REQUEST,
  /** Entity ref of the owner. */
  owner: `${PREFIX}/owner`,
  /** Idempotency key of the request that made the object. */
  requestId: `${PREFIX}/request-id`,
  /** RFC 3339; reconcilers leave the object alone until then. */
  pausedUntil: `${PREFIX}/paused-until`,
  /** `allowed`: the owner of a registered cluster lets the portal make credentials for users in it. */
  credentials: `${PREFIX}/credentials`,
  /** Who locked the cluster against deletion, and why. */
  locked: `${PREFIX}/locked`,
  /** Where the manifest that a tool applies from a repository lives: an http or https address. */
  manifestUrl: `${PREFIX}/manifest-url`,
} as const;

/** What the portal keeps on DPUClusters. @public */
export const DPU_CLUSTER_ANNOTATIONS = {
  ...SHOWN_ANNOTATIONS,
  /** Digest of the request that created the object. Another request with its id is rejected. */
  requestDigest: `${PREFIX}/request-digest`,
  /** RFC 3339; a request to the kamaji role to set back what was changed of the control plane by hand. */
  restoreRequested: `${PREFIX}/restore-requested`,
} as const;

/** What the portal keeps on the catalog entities of DPU clusters. @public */
export const ENTITY_ANNOTATIONS = {
  ...OF_REQUEST,
  managementCluster: `${PREFIX}/management-cluster`,
  namespace: `${PREFIX}/namespace`,
  name: `${PREFIX}/name`,
  uid: `${PREFIX}/uid`,
  /** Where both groups are served and the guide's is meant. */
  group: `${PREFIX}/group`,
} as const;

/**
 * Annotations the portal keeps on DPUClusters and on catalog entities.
 *
 * @public
 */
export const DPF_ANNOTATIONS = {
  ...DPU_CLUSTER_ANNOTATIONS,
  ...ENTITY_ANNOTATIONS,
} as const;

/**
 * The annotations that only the portal writes: owner, requester, request and lock of a cluster. `deploy/charts/dpf-portal/admission` prevents
 * everybody else but DPF from writing them; a test compares the lists.
 *
 * @public
 */
export const PORTAL_ANNOTATIONS: readonly string[] = [
  DPF_ANNOTATIONS.owner,
  DPF_ANNOTATIONS.requestedBy,
  DPF_ANNOTATIONS.requestId,
  DPF_ANNOTATIONS.requestDigest,
  DPF_ANNOTATIONS.locked,
];

/** The label of the Secrets with admin kubeconfigs that the portal makes. @public */
export const ADMIN_SECRET_LABEL = `${PREFIX}/admin-kubeconfig`;

/** The label of a Secret with an uploaded kubeconfig that waits for its request. @public */
export const UPLOAD_SECRET_LABEL = `${PREFIX}/kubeconfig-upload`;

/** `<group>/<namespace>/<name>` of the cluster for which an upload was claimed. @public */
export const CLAIMED_FOR_ANNOTATION = `${PREFIX}/claimed-for`;

function withValues<Value extends string | null>(
  annotations: Readonly<Record<string, string>>,
  values: { readonly [name: string]: Value | undefined },
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([name, annotation]) => {
      const value = values[name];
      return value === undefined || value === '' ? [] : [[annotation, value]];
    }),
  );
}

/** The annotations of a DPUCluster with these values; those without one are left out. @public */
export function dpuClusterAnnotations<Value extends string | null>(values: {
  readonly [name in keyof typeof DPU_CLUSTER_ANNOTATIONS]?: Value;
}): Record<string, Value> {
  return withValues(DPU_CLUSTER_ANNOTATIONS, values);
}

/** The annotations of a DPUCluster's catalog entity with these values; those without one are left out. @public */
export function dpuClusterEntityAnnotations(values: {
  readonly [name in keyof typeof ENTITY_ANNOTATIONS]?: string;
}): Record<string, string> {
  return withValues(ENTITY_ANNOTATIONS, values);
}

/** The values of the annotations of a DPUCluster that its view and permission rules use. @public */
export type ShownAnnotations = {
  [name in keyof typeof SHOWN_ANNOTATIONS]?: string;
};

/** Reads these values; an owner that {@link readOwner} cannot read, and an address that is none, are left out. @public */
export function shownAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
): ShownAnnotations {
  const values: ShownAnnotations = Object.fromEntries(
    Object.entries(SHOWN_ANNOTATIONS).map(([name, annotation]) => [
      name,
      annotations?.[annotation],
    ]),
  );
  return {
    ...values,
    owner: readOwner(values.owner),
    manifestUrl: readManifestUrl(values.manifestUrl),
  };
}
