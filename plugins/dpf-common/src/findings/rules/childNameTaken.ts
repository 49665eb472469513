import { DpuCluster, groupOf } from '../../cluster';
import { KubeObject, OwnerReference } from '../../kubernetes';
import {
  controlPlaneOf,
  isKamaji,
  isStarting,
  keepalivedNameOf,
  owns,
} from '../clusterState';
import { Finding } from '../Finding';
import { FindingRule } from './FindingRule';

function ownedBy([owner]: readonly OwnerReference[]): string {
  return owner
    ? `exists and is owned by ${owner.kind} ${owner.name}`
    : 'exists and has no owner';
}

function finding(
  cluster: DpuCluster,
  kind: string,
  child: KubeObject,
): Finding | undefined {
  if (owns(cluster, child)) {
    return undefined;
  }
  const { name, deletionTimestamp, ownerReferences = [] } = child.metadata;
  const owner = ownerReferences.find(o => o.kind === 'DPUCluster');
  const evidence = { child: `${kind}/${name}` };
  // Only one cluster of a name and group exists at a time, so another uid is an earlier cluster's.
  if (deletionTimestamp || (owner && groupOf(owner) === groupOf(cluster))) {
    const claims =
      cluster.status?.phase === 'Ready'
        ? ', so this cluster is not Ready although its phase says so'
        : '';
    return {
      code: 'ChildNameTaken',
      severity: 'warning',
      blocking: false,
      sentence: `${kind} ${name} of an earlier cluster with this name is still being deleted${claims}.`,
      remedy: 'Wait until it is deleted.',
      who: 'nobody',
      since: deletionTimestamp,
      evidence,
    };
  }
  const whose = owner
    ? `belongs to DPUCluster ${owner.name} of ${groupOf(owner)}`
    : ownedBy(ownerReferences);
  return {
    code: 'ChildNameTaken',
    severity: 'error',
    blocking: isStarting(cluster),
    sentence: `${kind} ${name} ${whose}. This cluster needs that name.`,
    remedy: 'Create this cluster with another name.',
    who: 'owner',
    evidence,
  };
}

/** An object with the name that the cluster needs belongs to another owner. */
export const childNameTaken: FindingRule = (cluster, world) => {
  const controlPlane = controlPlaneOf(cluster, world);
  const { namespace = '' } = cluster.metadata;
  const daemonSet = world.daemonSet(namespace, keepalivedNameOf(cluster));
  if (!isKamaji(cluster)) {
    return undefined;
  }
  return (
    (controlPlane && finding(cluster, 'TenantControlPlane', controlPlane)) ??
    (daemonSet && finding(cluster, 'DaemonSet', daemonSet))
  );
};
