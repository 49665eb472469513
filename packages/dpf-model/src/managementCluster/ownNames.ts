/**
 * The names by which this project writes, in `managedFields` of the objects. A writer takes its name from here, so that
 * `dpf-controllers footprint` finds what it wrote.
 *
 * @public
 */
export const FIELD_MANAGERS = {
  /** Leases, Events, uploads and the Secrets made of them. */
  base: 'dpf-portal',
  /** Reconcilers, by role. */
  kamaji: 'dpf-portal-kamaji',
  static: 'dpf-portal-static',
  provisioning: 'dpf-portal-provisioning',
  /** The reconciler of a type that somebody else has added. */
  vendor: 'dpf-portal-vendor',
  /** Requests of users. */
  requests: 'dpf-portal-requests',
  /** What is made for users in DPU clusters. */
  credentials: 'dpf-portal-credentials',
  /** `dpf-controllers handback`. Its earlier releases have written by this name, too. */
  handback: 'dpf-controllers-handback',
  /** `dpf-controllers leave`. */
  leave: 'dpf-portal-leave',
} as const;

const KNOWN: ReadonlySet<string> = new Set(Object.values(FIELD_MANAGERS));
/** Earlier releases sent no name for some writes. The API server took the user agent, which named the pod. */
const BY_USER_AGENT = `${FIELD_MANAGERS.base} (`;

/** Whether a name in `managedFields` is one of this project's. @public */
export function isOwnFieldManager(manager: string | undefined): boolean {
  return (
    manager !== undefined &&
    (KNOWN.has(manager) || manager.startsWith(BY_USER_AGENT))
  );
}

/** `reportingController` of the Events of this project's reconcilers. @public */
export const EVENT_REPORTER = 'dpf-portal.io/controllers';

/** The label, and its value, of the objects that this project makes. @public */
export const MANAGED_BY = {
  label: 'app.kubernetes.io/managed-by',
  value: 'dpf-portal',
} as const;

/** The namespace, in a DPU cluster, of what is made for users. @public */
export const TENANT_ACCOUNTS_NAMESPACE = 'dpf-portal';

const PREFIX = 'dpf-portal.io/';

/** Whether a label or an annotation is one that only this project gives a meaning. @public */
export function isOwnKey(key: string): boolean {
  return key.startsWith(PREFIX);
}
