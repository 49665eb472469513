import { CONTROL_PLANE_TOLERATIONS } from '../../managementCluster/tolerations';
import { DpuCluster } from '../../cluster/DpuCluster';
import { TenantControlPlane } from '../../cluster/kubernetesObjects';
import {
  isKamaji,
  isStarting,
  ownControlPlaneOf,
  runnerOf,
} from '../clusterState';
import { FindingRule } from '../Finding';
import {
  KeptOff,
  describeKeptOff,
  isControlPlaneNode,
  keptOffAll,
  remedyForTaint,
} from '../placement';
import { count, patchArgument } from '../phrases';
import { World } from '../World';

/** Its pods are wanted, and none runs. */
function runsNowhere(
  cluster: DpuCluster,
  controlPlane: TenantControlPlane,
  world: World,
): boolean {
  const { version, deployment } =
    controlPlane.status?.kubernetesResources ?? {};
  const replicas = controlPlane.spec?.controlPlane?.deployment?.replicas;
  return (
    replicas !== 0 &&
    !deployment?.readyReplicas &&
    version?.status !== 'Ready' &&
    world.observation(cluster)?.health !== 'healthy'
  );
}

function toleranceCommand(
  { metadata }: DpuCluster,
  { taint }: KeptOff,
): string {
  const { key, value, effect } = taint;
  const toleration = {
    key,
    ...(value ? { operator: 'Equal', value } : { operator: 'Exists' }),
    effect,
  };
  return `\`kubectl -n ${metadata.namespace} patch tenantcontrolplane ${
    metadata.name
  } --type=json -p ${patchArgument([
    {
      op: 'add',
      path: '/spec/controlPlane/deployment/tolerations/-',
      value: toleration,
    },
  ])}\``;
}

/** No node takes the pods of the control plane: there is no control-plane node, or taints keep them off all. */
export const controlPlaneNotPlaced: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  if (
    !isKamaji(cluster) ||
    !controlPlane ||
    !runsNowhere(cluster, controlPlane, world)
  ) {
    return undefined;
  }
  const nodes = world.nodes()?.filter(isControlPlaneNode);
  if (!nodes?.length) {
    return undefined;
  }
  const kept = keptOffAll(
    nodes,
    controlPlane.spec?.controlPlane?.deployment?.tolerations ??
      CONTROL_PLANE_TOLERATIONS,
  );
  return (
    kept && {
      code: 'ControlPlaneNotPlaced',
      severity: 'error',
      blocking: isStarting(cluster),
      sentence: `The pods of the control plane run on no node: of ${count(
        nodes.length,
        'control-plane node',
      )}, ${describeKeptOff(kept, 'they')}.`,
      remedy: remedyForTaint(
        kept,
        runnerOf('kamaji', world) === 'portal',
        `and for this control plane run: ${toleranceCommand(cluster, kept)}.`,
      ),
      who: 'platform',
      evidence: { nodes: kept.nodes },
    }
  );
};
