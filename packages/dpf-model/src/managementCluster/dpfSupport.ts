import { DPU_CLUSTER_GROUPS, DpuCluster, groupOf } from '../cluster/DpuCluster';
import { KnownOperatorConfig } from './DpfOperatorConfig';

/** The last major release of DPF that this release of the project supports. */
const LAST_SUPPORTED_MAJOR = 26;

/** What to do about a DPF that is newer than this release supports. @public */
export const DPF_TOO_NEW_REMEDY =
  'Upgrade this portal, and dpf-controllers where they run, to a release that supports this DPF.';

/**
 * The installed DPF release, if it is newer than this release supports. Nothing else is decided by a version number.
 * Nothing is concluded if it is absent, not readable or not a version.
 *
 * @public
 */
export function tooNewDpf(config: KnownOperatorConfig): string | undefined {
  if (config === undefined || config === 'unreadable') {
    return undefined;
  }
  const version = config.status?.version;
  const [, major] = /^v?(\d{1,6})\.\d/.exec(version ?? '') ?? [];
  return major !== undefined && Number(major) > LAST_SUPPORTED_MAJOR
    ? version
    : undefined;
}

/** As `tooNewDpf`, for a cluster. Clusters of the guide's group do not depend on the installed DPF. @public */
export function tooNewDpfFor(
  cluster: DpuCluster,
  config: KnownOperatorConfig,
): string | undefined {
  return groupOf(cluster) === DPU_CLUSTER_GROUPS.released
    ? tooNewDpf(config)
    : undefined;
}

/** The beginning of a sentence about the consequences of a DPF that is too new. @public */
export function dpfIsTooNew(version: string): string {
  return `DPF ${version} is newer than this release of the portal supports (up to v${LAST_SUPPORTED_MAJOR}.x)`;
}

/** Why a new cluster is not started when DPF is too new. @public */
export function clusterNotStarted(version: string): string {
  return `${dpfIsTooNew(version)}, so the portal does not start this cluster.`;
}

/** Why a role does not start when DPF is too new. @public */
export function roleNotStarted(version: string): string {
  return `${dpfIsTooNew(version)}, so the role does not start here.`;
}
