import { podRangeShortage } from '../../controlPlane/newPodRange';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Whether this is a DNS-1123 label, as the name of a Namespace is. @public */
export function isDns1123Label(name: string): boolean {
  return name.length <= 63 && LABEL.test(name);
}

/** Whether this is a DNS-1035 label, as the name of a Service is: a DNS-1123 label that starts with a letter. @public */
export function isDns1035Label(name: string): boolean {
  return isDns1123Label(name) && /^[a-z]/.test(name);
}

/** Whether this is a DNS-1123 subdomain, as the names of most objects are: labels with dots between them. @public */
export function isDns1123Subdomain(name: string): boolean {
  return name.length <= 253 && name.split('.').every(part => LABEL.test(part));
}

/** Why this cannot be the name of a Namespace; `undefined` when it can. @public */
export function namespaceProblem(name: string): string | undefined {
  return isDns1123Label(name)
    ? undefined
    : 'Give the name of a namespace: up to 63 lower-case letters, digits and dashes.';
}

/** Why this cannot be the name of a Secret; `undefined` when it can. @public */
export function secretNameProblem(name: string): string | undefined {
  return isDns1123Subdomain(name)
    ? undefined
    : 'Give the name of a Secret: lower-case letters, digits, dashes and dots.';
}

/** The longest DNS label. */
const LONGEST_LABEL = 63;

/** The longest name of an object that is made of the cluster's: `<name>-admin-kubeconfig`. */
const LONGEST_SUFFIX = '-admin-kubeconfig';

/** The part of the 63 characters of a DNS label that a cluster's name may use. @public */
export const MAX_CLUSTER_NAME_LENGTH = LONGEST_LABEL - LONGEST_SUFFIX.length;

/** Why Kamaji cannot use this name for a control plane; `undefined` when it can. @public */
export function controlPlaneNameProblem(name: string): string | undefined {
  return isDns1035Label(name)
    ? undefined
    : 'Create the cluster with another name: lower-case letters, digits and dashes, a letter in front, at most 63 characters.';
}

/** Why this cannot be the name of a new DPU cluster; `undefined` when it can. @public */
export function clusterNameProblem(name: string): string | undefined {
  if (!name) {
    return 'Give the cluster a name.';
  }
  if (name.length > MAX_CLUSTER_NAME_LENGTH) {
    return `Use at most ${MAX_CLUSTER_NAME_LENGTH} characters (these are ${name.length}): the names of its parts are longer.`;
  }
  if (!isDns1035Label(name)) {
    return 'Use lower-case letters, digits and dashes; start with a letter and end with a letter or digit.';
  }
  return undefined;
}

/** The types whose managers come with DPF. @public */
export const BUILT_IN_CLUSTER_TYPES = ['kamaji', 'static'] as const;

const VENDOR_TYPE =
  /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9][-A-Za-z0-9._]*$/;

// As long as the qualified name of anything in Kubernetes.
const LONGEST = 317;

/** Why this cannot be a cluster type; `undefined` when it can. @public */
export function clusterTypeProblem(type: string): string | undefined {
  const isVendors = type.length <= LONGEST && VENDOR_TYPE.test(type);
  return type === 'kamaji' || type === 'static' || isVendors
    ? undefined
    : 'Use kamaji, static or vendor/name.';
}

/** What limits the number of a cluster's nodes. @public */
export interface MaxNodesLimits {
  policyMax?: number;
  apiLimit?: number;
  /** The pods of each node use a part of it. */
  podRange?: { cidr: string; dpus: number };
}

/** The ceiling of a request that names none. @public */
export function defaultMaxNodes(
  policyDefault: number,
  { apiLimit = Infinity, podRange }: MaxNodesLimits,
): number {
  return Math.min(policyDefault, apiLimit, podRange?.dpus || Infinity);
}

/** Why a cluster cannot have this ceiling of nodes; `undefined` when it can. @public */
export function maxNodesProblem(
  maxNodes: number,
  limits: MaxNodesLimits = {},
): string | undefined {
  const { policyMax = Infinity, apiLimit = Infinity, podRange } = limits;
  if (!Number.isInteger(maxNodes) || maxNodes < 1) {
    return 'Give a whole number of at least 1.';
  }
  if (maxNodes > apiLimit && apiLimit <= policyMax) {
    return `DPF here allows at most ${apiLimit}.`;
  }
  if (maxNodes > policyMax) {
    return `At most ${policyMax} are allowed here.`;
  }
  return podRange && podRangeShortage(maxNodes, podRange);
}

const VERSION = /^v1\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** Why this Kubernetes version cannot be asked for; `undefined` when it can. @public */
export function versionProblem(
  version: string,
  offered?: readonly string[],
): string | undefined {
  if (!VERSION.test(version)) {
    return 'Give a Kubernetes version such as v1.30.2.';
  }
  if (offered?.length && !offered.includes(version)) {
    return `Choose one of ${offered.join(', ')}.`;
  }
  return undefined;
}

/**
 * Names that pass as text and that no interface for keepalived can have: Linux allows no interface of the names `.`, `..`,
 * `all` and `default`, and no other host reaches `lo`. `deploy/charts/dpf-portal/admission` holds the same list; a test compares them.
 */
export const NO_INTERFACES = ['.', '..', 'all', 'default', 'lo'];

/** As long as Linux allows (IFNAMSIZ without the closing zero). */
const LONGEST_INTERFACE = 15;
const INTERFACE = /^[a-zA-Z0-9_.-]+$/;
/** How `ip link` prints an interface with a parent, such as a VLAN or one half of a veth pair. */
const WITH_PARENT = /^([a-zA-Z0-9_.-]+)(@[a-zA-Z0-9_.-]+)$/;
/** The label of a further address, which old tools print like an interface. */
const WITH_LABEL = /^([a-zA-Z0-9_.-]+):[a-zA-Z0-9_.:-]*$/;
const GIVE_INTERFACE =
  'Give the name of a network interface, such as br-dpu: 1 to 15 letters, digits, and _ . -';

/**
 * Whether a name that cannot be used holds only characters of interface names, and the two that tools print beside them.
 * Such a name cannot add anything to a manifest.
 */
export function isHarmlessInterface(name: string): boolean {
  return /^[a-zA-Z0-9_.:@-]*$/.test(name);
}

/** Why this cannot be the name of the network interface that holds a VIP; `undefined` when it can. @public */
export function interfaceProblem(name: string): string | undefined {
  if (name !== name.trim()) {
    return 'Leave out the spaces around the name of a network interface.';
  }
  if (/^[a-zA-Z0-9_.,-]+(\s+[a-zA-Z0-9_.,-]+)+$/.test(name)) {
    return 'The name of a network interface has no spaces. Give one, such as br-dpu.';
  }
  const [, child, parent] = WITH_PARENT.exec(name) ?? [];
  if (parent !== undefined) {
    return `Leave out ${parent}: the interface is ${child}, and what follows @ is the interface below it.`;
  }
  const [, labelled] = WITH_LABEL.exec(name) ?? [];
  if (labelled !== undefined) {
    return `${name} is the label of an address, not an interface. Give the interface that has it: ${labelled}.`;
  }
  if (name === 'lo') {
    return 'lo is the loopback interface, which no other host reaches. Give the interface that the DPUs reach, such as br-dpu.';
  }
  if (NO_INTERFACES.includes(name)) {
    return `No interface can have the name ${name}. Give one that \`ip -br link\` lists on the control-plane nodes.`;
  }
  if (!INTERFACE.test(name)) {
    return GIVE_INTERFACE;
  }
  return name.length > LONGEST_INTERFACE
    ? 'This is longer than a name can be: Linux allows 15 characters. Copy the name from `ip -br link`.'
    : undefined;
}

/** Why this cannot be a VRRP router id; `undefined` when it can. @public */
export function virtualRouterIdProblem(id: number): string | undefined {
  return Number.isInteger(id) && id >= 1 && id <= 255
    ? undefined
    : 'Give a whole number from 1 to 255.';
}

const PART = '[A-Za-z0-9][-A-Za-z0-9_.]{0,62}';
const ENTITY_REF = new RegExp(`^${PART}:(${PART}/)?${PART}$`);

/** Why this cannot be a full reference to a catalog entity, `kind:[namespace/]name`; `undefined` when it can. @public */
export function entityRefProblem(ref: string): string | undefined {
  return ENTITY_REF.test(ref)
    ? undefined
    : 'Give an entity reference such as group:default/team-a.';
}

/**
 * Every handle of an upload, and no kubeconfig, matches this. Schemas use it, so that a kubeconfig typed where the handle
 * belongs is rejected before anything keeps it.
 *
 * @public
 */
export const KUBECONFIG_UPLOAD_PATTERN = '^[0-9a-f]{48}$';

const HANDLE = new RegExp(KUBECONFIG_UPLOAD_PATTERN);

/** Why this cannot be the handle of an upload; `undefined` when it can. @public */
export function kubeconfigUploadProblem(handle: string): string | undefined {
  return HANDLE.test(handle)
    ? undefined
    : 'This is not the handle of an upload. Upload the kubeconfig, and give the handle that the portal answers with.';
}

const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** Why this cannot be the idempotency key of a request; `undefined` when it can. @public */
export function requestIdProblem(requestId: string): string | undefined {
  return REQUEST_ID.test(requestId)
    ? undefined
    : 'Give an id of 1 to 128 letters, digits, and . _ : -';
}
