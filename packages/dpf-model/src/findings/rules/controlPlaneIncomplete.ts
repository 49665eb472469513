import { DPF_ANNOTATIONS } from '../../annotations';
import { missingPartsOf } from '../../controlPlane/restores';
import { groupOf } from '../../cluster/DpuCluster';
import { isStarting, runnerOf } from '../clusterState';
import { FindingRule } from '../Finding';

/** The control plane was made by an earlier release, or by an earlier DPF, and lacks what new ones get. */
export const controlPlaneIncomplete: FindingRule = (cluster, world) => {
  if (isStarting(cluster) || runnerOf('kamaji', world) !== 'portal') {
    return undefined;
  }
  const { parts, restarts } = missingPartsOf(cluster, world);
  if (!parts.length) {
    return undefined;
  }
  const { namespace, name } = cluster.metadata;
  const follows = restarts
    ? 'Kamaji then replaces the pods of the control plane one after the other; joined DPUs keep running.'
    : 'Nothing is restarted.';
  return {
    code: 'ControlPlaneIncomplete',
    severity: 'info',
    blocking: false,
    sentence: `The control plane lacks what new ones get: ${parts.join(
      ', ',
    )}. It works without them and is not changed by itself.`,
    remedy: `To add them, restore the control plane on the cluster's page, or run: \`kubectl -n ${namespace} annotate dpuclusters.${groupOf(
      cluster,
    )} ${name} ${
      DPF_ANNOTATIONS.restoreRequested
    }="$(date -u +%FT%TZ)"\`. ${follows}`,
    who: 'platform',
    evidence: { child: `TenantControlPlane/${name}`, missing: parts, restarts },
  };
};
