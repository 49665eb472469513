import {
  controlPlaneVersions,
  isSameVersion,
  ownControlPlaneOf,
  upgradeProblem,
  versionProblem,
} from '@dpf-portal/dpf-model';
import { LocatedCluster } from '../reads/locate';

/** Until the control plane has been Ready once, Kamaji compares with the requested version. */
function requestProblem(requested: string, wanted: string): string | undefined {
  if (isSameVersion(requested, wanted)) {
    return undefined;
  }
  return upgradeProblem(requested, wanted)
    ? `The control plane is still being made with ${requested}, and Kamaji takes only that version or the next minor one for it. Change the version once it is Ready.`
    : undefined;
}

/** Why a cluster whose version can be changed cannot get this one now; `undefined` when it can. */
export function versionChangeProblem(
  version: string,
  { hosted, cluster }: LocatedCluster,
): string | undefined {
  const wrong = versionProblem(version, hosted.settings.policy.versions);
  if (wrong) {
    return wrong;
  }
  const { installed, requested } = controlPlaneVersions(
    ownControlPlaneOf(cluster, hosted.connection.world(hosted.roles())),
  );
  if (installed) {
    // A version that was requested and never installed blocks no other version.
    return upgradeProblem(installed, version, requested);
  }
  return requested && requestProblem(requested, version);
}
