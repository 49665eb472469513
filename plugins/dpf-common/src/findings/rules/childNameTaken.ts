import { DpuCluster, groupOf } from '../../cluster';
import { KubeObject } from '../../kubernetes';
import {
  controlPlaneOf,
  isKamaji,
  isStarting,
  keepalivedNameOf,
  owns,
} from '../clusterState';
import { Finding } from '../Finding';
import { FindingRule } from './FindingRule';

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
  // There is one cluster of a name and group at a time: another uid is an earlier one's.
  if (deletionTimestamp || (owner && groupOf(owner) === groupOf(cluster))) {
    const claims =
      cluster.status?.phase === 'Ready'
        ? ', so this one is not Ready, whatever its phase says'
        : '';
    return {
      code: 'ChildNameTaken',
      severity: 'warning',
      blocking: false,
      sentence: `The ${kind} ${name} of an earlier cluster of this name is still being deleted${claims}.`,
      remedy: 'Wait until it is gone.',
      who: 'nobody',
      since: deletionTimestamp,
      evidence,
    };
  }
  const whose = owner
    ? `belongs to the DPUCluster ${owner.name} of ${groupOf(owner)}`
    : 'belongs to somebody else';
  return {
    code: 'ChildNameTaken',
    severity: 'error',
    blocking: isStarting(cluster),
    sentence: `The ${kind} ${name} ${whose}, and this cluster needs the name.`,
    remedy: 'Make this cluster under another name.',
    who: 'owner',
    evidence,
  };
}

/** What a cluster needs under its own name is another one's. */
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
