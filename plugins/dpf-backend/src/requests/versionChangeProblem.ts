import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  groupOf,
  upgradeProblem,
  versionProblem,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { LocatedCluster } from '../reads';

const NOBODY_WILL = 'so nothing would come of it';

/** Whose the version is where it is not the user's to choose. */
function notOurs({ handle, cluster }: LocatedCluster): string | undefined {
  const { type } = cluster.spec;
  const api = handle.connection
    .capabilities()
    ?.apis.find(({ group }) => group === groupOf(cluster));
  if (type !== 'kamaji') {
    return `The version of a ${type} cluster is its own: upgrade it where it runs.`;
  }
  if (!api?.specVersion) {
    return 'The version belongs to DPF here: its manager upgrades control planes by itself.';
  }
  if (groupOf(cluster) !== DPU_CLUSTER_GROUPS.released) {
    // No other maker has controllers for this group.
    return undefined;
  }
  const role = handle.roles().find(status => status.role === 'kamaji');
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

/** What is installed, and what Kamaji was told to install last. */
function versionsOf({ handle, cluster }: LocatedCluster): string[] {
  const { namespace = '', name } = cluster.metadata;
  const controlPlane = handle.connection
    .world(handle.roles())
    .tenantControlPlane(namespace, name);
  const known = [
    controlPlane?.status?.kubernetesResources?.version?.version,
    controlPlane?.spec?.kubernetes?.version,
  ].filter(version => version !== undefined);
  return known.length ? known : versionAskedFor(cluster);
}

function versionAskedFor({ spec }: DpuCluster): string[] {
  return spec.version ? [spec.version] : [];
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
  const wrong = versionProblem(version, found.handle.settings.policy.versions);
  if (wrong) {
    return wrong;
  }
  return versionsOf(found)
    .map(present => upgradeProblem(present, version))
    .find(problem => problem !== undefined);
}
