import { DpuCluster } from '../cluster/DpuCluster';
import { assignedDpus } from '../cluster/countDpus';
import { missingPartsOf } from '../controlPlane/restores';
import { runnerOf } from '../findings/clusterState';
import { RESTART_PROVISIONING, count } from '../findings/phrases';
import { World } from '../findings/World';
import { DpuClusterChange } from '../request/DpuClusterRequest';
import { dayAndTime } from '../text/dayAndTime';
import { readOwner } from '../cluster/owner';
import { managedByGit } from './gitManager';

/** The DPUs that are assigned; `undefined`: not known. */
function assignedOf(cluster: DpuCluster, world: World): number | undefined {
  const dpus = world.dpusOf(cluster);
  return dpus ? assignedDpus(dpus).length : cluster.status?.nodesCount;
}

function ofCeiling(
  maxNodes: number,
  cluster: DpuCluster,
  world: World,
): string {
  const assigned = assignedOf(cluster, world);
  const { maxNodes: before } = cluster.spec;
  if (before !== undefined && maxNodes > before) {
    return `DPF may assign up to ${maxNodes} DPUs. Raising the ceiling reserves none.`;
  }
  const more =
    assigned !== undefined && assigned > maxNodes
      ? ` ${count(assigned, 'DPU')} ${
          assigned === 1 ? 'is' : 'are'
        } assigned and ${
          assigned === 1 ? 'stays' : 'stay'
        }; DPF assigns no more until there are fewer than ${maxNodes}.`
      : '';
  return `Lowering the ceiling removes no DPU.${more}`;
}

function ofOwner(owner: string): string {
  return `${
    readOwner(owner) ?? owner
  } gets what the permission policy gives to owners, and the catalog entity follows. The namespace and the DPUs stay. The change counts in the quota of the new owner.`;
}

function ofPause(until: string | null): string {
  return until
    ? `Until ${dayAndTime(
        until,
      )} this portal’s controllers repair nothing, follow no change and carry out no deletion of it. Its API server and its DPUs run on.`
    : 'This portal’s controllers manage it again at once: they set back what was changed by hand of what they made, and follow changes that have waited.';
}

function ofCredentials(consent: string | null): string {
  return consent === 'allowed'
    ? 'The portal makes short-lived credentials for users in this cluster: a namespace dpf-portal, one ServiceAccount a user and role, and their bindings.'
    : 'The portal makes no further credentials in this cluster. Those that were made stay valid until they expire or are revoked.';
}

const RENEWED = {
  kubeconfig:
    'Kamaji issues new client certificates for admin.conf and super-admin.conf, with the same CA. super-admin.conf is missing from the Secret for a few seconds.',
  apiServer:
    'Kamaji issues a new certificate for the API server, with the same CA, and restarts its pods one after the other.',
} as const;

function ofRenewal(which: keyof typeof RENEWED, world: World): string[] {
  return [
    RENEWED[which],
    'It revokes nothing: earlier certificates are valid until they expire. The CA is never renewed here.',
    ...(which === 'kubeconfig' && runnerOf('provisioning', world) === 'vendor'
      ? [
          `DPF’s provisioning controller uses the kubeconfig that it has read until it restarts: ${RESTART_PROVISIONING}`,
        ]
      : []),
  ];
}

function ofLock(reason: string | null, cluster: DpuCluster): string {
  const { namespace, name } = cluster.metadata;
  return reason === null
    ? `${namespace}/${name} can be deleted again.`
    : 'The portal refuses to delete it, and where deploy/charts/dpf-portal/admission is installed the API server refuses everybody but DPF itself. Whoever tries reads who locked it, and the reason.';
}

function ofKubeconfig(world: World): string {
  return `The uploaded kubeconfig takes the place of the present one in the same Secret.${
    runnerOf('provisioning', world) === 'vendor'
      ? ` DPF’s provisioning controller uses the old one until it restarts: ${RESTART_PROVISIONING}`
      : ''
  }`;
}

function ofRestore(cluster: DpuCluster, world: World): string[] {
  const { parts, restarts } = missingPartsOf(cluster, world);
  return [
    'This portal’s kamaji role gives the control plane the replicas again that it was created with. Its other settings stay.',
    ...(parts.length ? [`It adds what is missing: ${parts.join(', ')}.`] : []),
    ...(restarts
      ? [
          'Kamaji then replaces the pods of the control plane one after the other. Joined DPUs keep running. With the admission plugin AlwaysPullImages their pods pull each image again when they start.',
        ]
      : []),
  ];
}

/**
 * What follows from a change, in sentences for the person who is to confirm it. What a change of labels does to DPUs is
 * not here: `labelChangeEffect` tells it.
 *
 * @public
 */
export function changeEffects(
  change: DpuClusterChange,
  cluster: DpuCluster,
  world: World,
): string[] {
  const { maxNodes, version, owner, purpose, expires, locked } = change;
  const { pausedUntil, credentials, renewCertificates } = change;
  const byGit = managedByGit(cluster);
  return [
    ...(maxNodes === undefined ? [] : [ofCeiling(maxNodes, cluster, world)]),
    ...(version === undefined
      ? []
      : [
          `Kamaji replaces the pods of the control plane one after the other. The cluster goes back to no earlier minor version, and its DPUs keep their kubelets.`,
        ]),
    ...(owner === undefined ? [] : [ofOwner(owner)]),
    ...(purpose === undefined
      ? []
      : ['The purpose is shown, and decides nothing by itself.']),
    ...(expires === undefined
      ? []
      : [
          expires
            ? 'The owner is reminded before that day. Nothing is deleted then.'
            : 'The owner is not reminded.',
        ]),
    ...(pausedUntil === undefined ? [] : [ofPause(pausedUntil)]),
    ...(change.kubeconfigUpload === undefined ? [] : [ofKubeconfig(world)]),
    ...(credentials === undefined ? [] : [ofCredentials(credentials)]),
    ...(renewCertificates === undefined
      ? []
      : ofRenewal(renewCertificates, world)),
    ...(change.restore === undefined ? [] : ofRestore(cluster, world)),
    ...(locked === undefined ? [] : [ofLock(locked, cluster)]),
    ...(byGit ? [byGit] : []),
  ];
}
