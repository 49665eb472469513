import { DPF_ANNOTATIONS } from '../annotations';
import { DPU_CLUSTER_GROUPS, DpuCluster, groupOf } from '../cluster/DpuCluster';
import {
  isDeleting,
  isKamaji,
  isPaused,
  ownControlPlaneOf,
  runnerOf,
} from '../findings/clusterState';
import { isKamajiPaused } from '../findings/kamajiPause';
import { isHeldHere } from '../findings/rules/deletionBlocked';
import { controlPlaneDrifted } from '../findings/rules/controlPlaneDrifted';
import { controlPlaneIncomplete } from '../findings/rules/controlPlaneIncomplete';
import { restoreConflict } from '../controlPlane/restores';
import { World } from '../findings/World';
import { DpuClusterChange, FieldProblem } from '../request/DpuClusterRequest';
import { changeRefusedByUpgrade } from '../upgrade/refusedByUpgrade';
import { changedInGit, managedByGit } from './gitManager';

/** What can be changed of a cluster, in the order of a menu. @public */
export const CLUSTER_EDITS = [
  'maxNodes',
  'version',
  'owner',
  'purpose',
  'labels',
  'pause',
  'kubeconfig',
  'credentials',
  'certificates',
  'restore',
  'lock',
] as const;

/** One thing that can be changed of a cluster. @public */
export type ClusterEditName = (typeof CLUSTER_EDITS)[number];

/** Whether one edit is offered for a cluster. @public */
export interface ClusterEdit {
  edit: ClusterEditName;
  offered: boolean;
  /** Why it is not offered; one or two sentences. */
  reason?: string;
}

/** The edits of a cluster. @public */
export interface ClusterEdits {
  items: ClusterEdit[];
  /** The tool that applies the DPUCluster from a repository, and what that means for edits. */
  managedByGit?: string;
}

/** What an edit depends on beside the cluster and World. @public */
export interface EditRules {
  /** What the management cluster is called in sentences; its name if it is left out. */
  title?: string;
  /** Why nothing can be changed at all: the management cluster does not answer. */
  stopped?: string;
  /** What the caller may do. Left out: everything. */
  may?: { update: boolean; lock: boolean };
  /** The rights of the portal's own identity in the namespace of the cluster; a right that is not known is left out. */
  portalMay?: { patchClusters?: boolean; patchSecrets?: boolean };
}

type EditRule = (
  cluster: DpuCluster,
  world: World,
  rules: EditRules,
) => string | undefined;

const NOBODY_WILL = 'so nothing would come of it';

/** Why the user cannot choose the version of this cluster. */
const versionEdit: EditRule = (cluster, world) => {
  const { type } = cluster.spec;
  const api = world.capabilities.apis.find(
    ({ group }) => group === groupOf(cluster),
  );
  if (type !== 'kamaji') {
    return `The version of a ${type} cluster is its own: upgrade it where it runs.`;
  }
  const runBy = runnerOf('kamaji', world);
  if (!api?.specVersion) {
    return runBy === 'portal'
      ? 'The version is the same for all clusters here: the platform sets it by kubernetesVersion.'
      : 'The version belongs to DPF here: its manager upgrades control planes by itself.';
  }
  if (groupOf(cluster) !== DPU_CLUSTER_GROUPS.released) {
    // No other vendor has controllers for this group.
    return undefined;
  }
  switch (runBy) {
    case 'portal':
      return undefined;
    case 'vendor':
      return `DPF's own manager makes the control planes here and does not follow a changed version, ${NOBODY_WILL}.`;
    case 'nobody':
      return `Nobody runs the role kamaji here, ${NOBODY_WILL}. Enable it first.`;
    default:
      return `It is not known who runs the role kamaji here, and DPF's own manager does not follow a changed version. Let the portal read Leases and Deployments first.`;
  }
};

/** Only this portal's reconcilers respect a pause. One that is set can always be removed. */
const pauseEdit: EditRule = (cluster, world) =>
  isHeldHere(cluster, world) ||
  cluster.metadata.annotations?.[DPF_ANNOTATIONS.pausedUntil] !== undefined
    ? undefined
    : 'No controller of this portal manages the cluster, and DPF’s own controllers do not know the pause.';

const kubeconfigEdit: EditRule = ({ spec }) => {
  if (spec.type !== 'static') {
    return `The kubeconfig of a ${spec.type} cluster is made by its manager; only a static cluster brings its own.`;
  }
  return spec.kubeconfig
    ? undefined
    : 'The cluster names no Secret to put the kubeconfig in. Set spec.kubeconfig first.';
};

const credentialsEdit: EditRule = ({ spec }) =>
  spec.type === 'static'
    ? undefined
    : `Only the owner of a static cluster has to allow credentials; this one is ${spec.type}.`;

/** Kamaji issues certificates only of the control planes that it runs. */
const certificatesEdit: EditRule = (cluster, world, { portalMay = {} }) => {
  const { type } = cluster.spec;
  const { namespace, name } = cluster.metadata;
  if (type !== 'kamaji') {
    return type === 'static'
      ? 'The certificates of a static cluster are renewed where it runs. Replace its kubeconfig after that.'
      : `The certificates of a ${type} cluster are its manager’s.`;
  }
  if (!ownControlPlaneOf(cluster, world)) {
    return 'The cluster has no control plane of Kamaji yet.';
  }
  if (isKamajiPaused(cluster, world)) {
    return 'Kamaji is paused for its control plane, so nothing would be renewed.';
  }
  const secret = world.kubeconfigSecret(cluster);
  if (!secret || secret.state === 'unknown') {
    return `It is not known who made the kubeconfig of ${name}: the portal has not read Secrets in ${namespace}, or may not.`;
  }
  if (secret.state === 'missing') {
    return `The Secret ${secret.name} does not exist; Kamaji creates it anew.`;
  }
  if (!secret.madeByKamaji) {
    return `Kamaji did not make the Secret ${secret.name}.`;
  }
  return portalMay.patchSecrets === false
    ? `The portal may not patch Secrets in ${namespace}. Bind ClusterRole dpf-portal-credentials of deploy/charts/dpf-portal/rbac/portal-credentials.yaml there.`
    : undefined;
};

/** What our kamaji role repairs by itself needs no edit; DPF's own manager repairs nothing that it could be asked for. */
const restoreEdit: EditRule = (cluster, world) => {
  if (!isKamaji(cluster)) {
    return 'Only a control plane of Kamaji can be set back.';
  }
  if (
    !controlPlaneDrifted(cluster, world) &&
    !controlPlaneIncomplete(cluster, world)
  ) {
    return 'Its control plane is as it was created.';
  }
  if (isPaused(cluster, world)) {
    return 'The cluster is paused. Resume it first.';
  }
  return runnerOf('kamaji', world) === 'portal'
    ? restoreConflict(cluster, world)
    : 'This portal does not manage the control plane, so it does not set it back.';
};

const RULES: Readonly<Record<ClusterEditName, EditRule | undefined>> = {
  maxNodes: undefined,
  version: versionEdit,
  owner: undefined,
  purpose: undefined,
  labels: undefined,
  pause: pauseEdit,
  kubeconfig: kubeconfigEdit,
  credentials: credentialsEdit,
  certificates: certificatesEdit,
  restore: restoreEdit,
  lock: undefined,
};

/** Of use while the cluster is being deleted: a pause holds the deletion back, and so do DPUs that a label selects. */
const WHILE_DELETING: readonly ClusterEditName[] = ['pause', 'labels'];

/** Why the edit is not offered, whatever the type of the cluster and whoever reconciles it. */
function whyNoChange(
  edit: ClusterEditName,
  cluster: DpuCluster,
  rules: EditRules,
): string | undefined {
  const { stopped, may, portalMay = {} } = rules;
  if (stopped) {
    return stopped;
  }
  if (may && !(edit === 'lock' ? may.lock : may.update)) {
    return `You have no permission dpf.dpu-cluster.${
      edit === 'lock' ? 'lock' : 'update'
    } for it.`;
  }
  if (portalMay.patchClusters === false && edit !== 'certificates') {
    return 'The portal may not change DPUClusters here: it has read access only. deploy/charts/dpf-portal/rbac/portal-request.yaml grants the rest.';
  }
  if (isDeleting(cluster) && !WHILE_DELETING.includes(edit)) {
    return 'The cluster is being deleted.';
  }
  return undefined;
}

/** A change of each field that an upgrade of DPF may refuse. */
const OF_DPF: Partial<Record<ClusterEditName, DpuClusterChange>> = {
  maxNodes: { maxNodes: 1 },
  version: { version: '' },
  labels: { labels: {} },
  certificates: { renewCertificates: 'kubeconfig' },
  restore: { restore: 'controlPlane' },
};

function whileUpgraded(
  edit: ClusterEditName,
  cluster: DpuCluster,
  world: World,
  { title = world.managementCluster }: EditRules,
): string | undefined {
  const change = OF_DPF[edit];
  return (
    change &&
    changeRefusedByUpgrade(
      title,
      groupOf(cluster),
      change,
      world.operatorConfig(),
    )
  );
}

/** A field that changes something; `expected` does not. @public */
export type ChangedField = Exclude<keyof DpuClusterChange, 'expected'>;

/** The edit that each field of a change belongs to. */
const EDITS: Readonly<Record<ChangedField, ClusterEditName>> = {
  maxNodes: 'maxNodes',
  version: 'version',
  owner: 'owner',
  purpose: 'purpose',
  expires: 'purpose',
  labels: 'labels',
  pausedUntil: 'pause',
  kubeconfigUpload: 'kubeconfig',
  credentials: 'credentials',
  renewCertificates: 'certificates',
  restore: 'restore',
  locked: 'lock',
};

/** The fields of each edit. A label is decided one by one. */
const FIELDS = Object.fromEntries(
  CLUSTER_EDITS.map(edit => [
    edit,
    (Object.keys(EDITS) as ChangedField[]).filter(
      field => EDITS[field] === edit,
    ),
  ]),
) as Record<ClusterEditName, ChangedField[]>;

function whyNot(
  edit: ClusterEditName,
  cluster: DpuCluster,
  world: World,
  rules: EditRules,
): string | undefined {
  return (
    whyNoChange(edit, cluster, rules) ??
    RULES[edit]?.(cluster, world, rules) ??
    FIELDS[edit].map(field => changedInGit(field, {}, cluster)).find(Boolean) ??
    whileUpgraded(edit, cluster, world, rules)
  );
}

/**
 * What can be changed of a cluster, and why the rest cannot: by its type, the shape of its API, who reconciles it, the
 * caller's permissions and the portal's rights. The browser offers what this returns, and a change of anything else is
 * rejected with the same reason.
 *
 * @public
 */
export function editsOf(
  cluster: DpuCluster,
  world: World,
  rules: EditRules = {},
): ClusterEdits {
  const byGit = managedByGit(cluster);
  return {
    items: CLUSTER_EDITS.map(edit => {
      const reason = whyNot(edit, cluster, world, rules);
      return { edit, offered: reason === undefined, ...(reason && { reason }) };
    }),
    ...(byGit && { managedByGit: byGit }),
  };
}

/** The fields of a change that set or remove something. @public */
export function changedFields(change: DpuClusterChange): ChangedField[] {
  const fields = Object.keys(EDITS) as ChangedField[];
  return fields.filter(field => change[field] !== undefined);
}

/**
 * The fields of a change whose edit is not possible for the cluster, with the reason. `null` removes a value, which needs
 * nobody to act on it, so it is possible where setting one is not.
 *
 * @public
 */
export function impossibleFields(
  change: DpuClusterChange,
  cluster: DpuCluster,
  world: World,
  rules: EditRules = {},
): FieldProblem[] {
  return changedFields(change).flatMap(field => {
    const edit = EDITS[field];
    const reason =
      (change[field] === null
        ? whyNoChange(edit, cluster, rules)
        : whyNot(edit, cluster, world, rules)) ??
      changedInGit(field, change, cluster);
    return reason ? [{ field, reason }] : [];
  });
}
