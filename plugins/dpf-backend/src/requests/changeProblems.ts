import {
  DpuClusterChange,
  FieldProblem,
  entityRefProblem,
  expiresProblem,
  groupOf,
  kubeconfigUploadProblem,
  maxNodesProblem,
  pausedUntilProblem,
  requestedLabelsProblem,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { LocatedCluster } from '../reads';
import { versionChangeProblem } from './versionChangeProblem';

function maxNodesChangeProblem(
  maxNodes: number,
  { handle, cluster }: LocatedCluster,
): string | undefined {
  const api = handle.connection
    .capabilities()
    ?.apis.find(({ group }) => group === groupOf(cluster));
  return maxNodesProblem(maxNodes, {
    policyMax: handle.settings.policy.maxNodes.max,
    apiLimit: api?.maxNodesLimit,
  });
}

function uploadProblem({ cluster }: LocatedCluster): string | undefined {
  if (cluster.spec.type !== 'static') {
    return `The kubeconfig of a ${cluster.spec.type} cluster is made by its manager; only a static cluster brings its own.`;
  }
  return cluster.spec.kubeconfig
    ? undefined
    : 'The cluster names no Secret to put the kubeconfig in. Set spec.kubeconfig first.';
}

/** Every field of a change that cannot be carried out for this cluster, with the reason. */
export function changeProblems(
  change: DpuClusterChange,
  found: LocatedCluster,
  now: number,
): FieldProblem[] {
  const { owner, expires, labels = {}, maxNodes } = change;
  const { version, pausedUntil, kubeconfigUpload } = change;
  const problems: Array<[keyof DpuClusterChange, string | undefined]> = [
    ['owner', owner ? entityRefProblem(owner) : undefined],
    ['expires', expires ? expiresProblem(expires, now) : undefined],
    ['labels', requestedLabelsProblem(labels)],
    [
      'maxNodes',
      maxNodes === undefined
        ? undefined
        : maxNodesChangeProblem(maxNodes, found),
    ],
    [
      'version',
      version === undefined ? undefined : versionChangeProblem(version, found),
    ],
    [
      'pausedUntil',
      typeof pausedUntil === 'string'
        ? pausedUntilProblem(pausedUntil, now)
        : undefined,
    ],
    [
      'kubeconfigUpload',
      kubeconfigUpload === undefined
        ? undefined
        : kubeconfigUploadProblem(kubeconfigUpload) ?? uploadProblem(found),
    ],
  ];
  return problems.flatMap(([field, reason]) =>
    reason ? [{ field, reason }] : [],
  );
}
