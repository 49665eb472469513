import {
  ClusterLabel,
  DpuClusterChange,
  FieldProblem,
  NewControlPlanes,
  controlPlaneVersions,
  expiresProblem,
  groupOf,
  impossibleFields,
  kubeconfigUploadProblem,
  lockReasonProblem,
  maxNodesProblem,
  nodesInPodRanges,
  ownControlPlaneOf,
  ownerProblem,
  pausedUntilProblem,
  podRangesOf,
  requestedLabelsProblem,
  versionChangeProblem,
} from '@dpf-portal/dpf-model';
import { LocatedCluster } from '../reads/locate';
import { identityOf } from '../reads/dpuSelection';
import { toManagementCluster } from '../reads/toManagementCluster';

/** The checks of a change, by field. A field that is not set, or is removed by `null`, has no problem. */
type Problems = Array<[keyof DpuClusterChange, string | undefined]>;

function problemOf<T>(
  value: T | null | undefined,
  problem: (value: T) => string | undefined,
): string | undefined {
  return value === undefined || value === null ? undefined : problem(value);
}

function found(problems: Problems): FieldProblem[] {
  return problems.flatMap(([field, reason]) =>
    reason ? [{ field, reason }] : [],
  );
}

function labelsChangeProblem(
  labels: Record<string, string | null>,
  identity: ClusterLabel,
): string | undefined {
  return Object.keys(labels).length
    ? requestedLabelsProblem(labels, identity)
    : 'Name a label to set, or to remove with null; otherwise leave labels out.';
}

/** The pod range of the cluster, else the widest that it can get. */
function podRangeOf(
  hosted: LocatedCluster['hosted'],
  cluster: LocatedCluster['cluster'],
): NewControlPlanes['podRange'] {
  if (cluster.spec.type !== 'kamaji') {
    return undefined;
  }
  const controlPlane = ownControlPlaneOf(
    cluster,
    hosted.connection.world(hosted.roles()),
  );
  if (!controlPlane) {
    return toManagementCluster(hosted).newControlPlanes?.podRange;
  }
  const cidrs = podRangesOf(controlPlane);
  const dpus = nodesInPodRanges(cidrs);
  return dpus === undefined ? undefined : { cidr: cidrs.join(', '), dpus };
}

function maxNodesChangeProblem(
  maxNodes: number,
  { hosted, cluster }: LocatedCluster,
): string | undefined {
  const api = hosted.connection
    .capabilities()
    ?.apis.find(({ group }) => group === groupOf(cluster));
  return maxNodesProblem(maxNodes, {
    policyMax: hosted.settings.policy.maxNodes.max,
    apiLimit: api?.maxNodesLimit,
    podRange: podRangeOf(hosted, cluster),
  });
}

/**
 * The fields of a change that are invalid whatever the state of the cluster and the caller. `null` removes a value; an
 * empty text is an error.
 */
export function malformedFields(
  change: DpuClusterChange,
  cluster: LocatedCluster,
): FieldProblem[] {
  const { owner, labels, kubeconfigUpload } = change;
  return found([
    ['owner', problemOf(owner, ownerProblem)],
    [
      'labels',
      problemOf(labels, wanted =>
        labelsChangeProblem(wanted, identityOf(cluster)),
      ),
    ],
    ['kubeconfigUpload', problemOf(kubeconfigUpload, kubeconfigUploadProblem)],
  ]);
}

/** Every field of a change that is not possible for this cluster now, with the reason. */
export function changeProblems(
  change: DpuClusterChange,
  located: LocatedCluster,
  now: number,
): FieldProblem[] {
  const { hosted, cluster } = located;
  const world = hosted.connection.world(hosted.roles());
  const impossible = impossibleFields(change, cluster, world);
  const { expires, pausedUntil, maxNodes, version, locked } = change;
  const wrong = found([
    ['expires', problemOf(expires, text => expiresProblem(text, now))],
    [
      'pausedUntil',
      problemOf(pausedUntil, text => pausedUntilProblem(text, now)),
    ],
    ['maxNodes', problemOf(maxNodes, n => maxNodesChangeProblem(n, located))],
    [
      'version',
      problemOf(version, text =>
        versionChangeProblem(
          text,
          controlPlaneVersions(ownControlPlaneOf(cluster, world)),
          hosted.settings.policy.versions,
        ),
      ),
    ],
    ['locked', problemOf(locked, lockReasonProblem)],
  ]);
  return [
    ...impossible,
    ...wrong.filter(({ field }) =>
      impossible.every(one => one.field !== field),
    ),
  ];
}
