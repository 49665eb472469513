import {
  DPU_CLUSTER_GROUPS,
  controlPlaneVersions,
  groupOf,
  isSameVersion,
  ownControlPlaneOf,
  upgradeProblem,
  versionProblem,
} from '@dpf-portal/dpf-model';
import { LocatedCluster } from '../reads/locate';

const NOBODY_WILL = 'so nothing would come of it';

/** Why the user cannot choose the version of this cluster; `undefined` when they can. */
function notOurs({ hosted, cluster }: LocatedCluster): string | undefined {
  const { type } = cluster.spec;
  const api = hosted.connection
    .capabilities()
    ?.apis.find(({ group }) => group === groupOf(cluster));
  if (type !== 'kamaji') {
    return `The version of a ${type} cluster is its own: upgrade it where it runs.`;
  }
  const role = hosted.roles().find(status => status.role === 'kamaji');
  if (!api?.specVersion) {
    return role?.runBy === 'portal'
      ? 'The version is the same for all clusters here: the platform sets it by kubernetesVersion.'
      : 'The version belongs to DPF here: its manager upgrades control planes by itself.';
  }
  if (groupOf(cluster) !== DPU_CLUSTER_GROUPS.released) {
    // No other vendor has controllers for this group.
    return undefined;
  }
  switch (role?.runBy) {
    case 'portal':
      return undefined;
    case 'vendor':
      return `DPF's own manager makes the control planes here and does not follow a changed version, ${NOBODY_WILL}.`;
    case 'nobody':
      return `Nobody runs the role kamaji here, ${NOBODY_WILL}. Enable it first.`;
    default:
      return `It is not known who runs the role kamaji here, and DPF's own manager does not follow a changed version. Let the portal read Leases and Deployments first.`;
  }
}

/** Until the control plane has been Ready once, Kamaji compares with the requested version. */
function requestProblem(requested: string, wanted: string): string | undefined {
  if (isSameVersion(requested, wanted)) {
    return undefined;
  }
  return upgradeProblem(requested, wanted)
    ? `The control plane is still being made with ${requested}, and Kamaji takes only that version or the next minor one for it. Change the version once it is Ready.`
    : undefined;
}

/** Why a cluster cannot be upgraded to this version now; `undefined` when it can. */
export function versionChangeProblem(
  version: string,
  found: LocatedCluster,
): string | undefined {
  const foreign = notOurs(found);
  if (foreign) {
    return foreign;
  }
  const wrong = versionProblem(version, found.hosted.settings.policy.versions);
  if (wrong) {
    return wrong;
  }
  const { hosted, cluster } = found;
  const { installed, requested } = controlPlaneVersions(
    ownControlPlaneOf(cluster, hosted.connection.world(hosted.roles())),
  );
  if (installed) {
    // A version that was requested and never installed blocks no other version.
    return upgradeProblem(installed, version, requested);
  }
  return requested && requestProblem(requested, version);
}
