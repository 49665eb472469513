import { DPF_ANNOTATIONS } from '../../annotations';
import { DpuCluster } from '../../cluster/DpuCluster';
import { ageOf } from '../clusterState';
import { FindingRule } from '../Finding';
import { quoted } from '../phrases';
import { UnownedSecret } from '../World';
import { ownerReferenceTo } from './ownerMissing';

/** The portal attaches a Secret right after it has created the cluster, or in its next round. */
const PATIENCE_MS = 15 * 60_000;

/**
 * Whether the portal made the Secret for this cluster: for a cluster of the same owner, or for the same request. A
 * cluster that was restored from a backup or created again has another uid.
 *
 * @public
 */
export function secretMadeFor(
  { metadata: { annotations = {} } }: DpuCluster,
  { owner, requestId, requestedBy }: UnownedSecret,
): boolean {
  const isOfRequest =
    requestId !== undefined &&
    requestId === annotations[DPF_ANNOTATIONS.requestId] &&
    requestedBy === annotations[DPF_ANNOTATIONS.requestedBy];
  return (
    isOfRequest ||
    (owner !== undefined && owner === annotations[DPF_ANNOTATIONS.owner])
  );
}

/** The Secret of a static cluster that was created again still has no owner, so it stays when the cluster is unregistered. */
export const secretUnowned: FindingRule = (cluster, world) => {
  const { namespace, name, annotations = {} } = cluster.metadata;
  const secret = world.kubeconfigSecret(cluster);
  const { unowned } = secret ?? {};
  if (
    !secret ||
    !unowned ||
    cluster.spec.type !== 'static' ||
    secret.name !== cluster.spec.kubeconfig ||
    ageOf(cluster, world) < PATIENCE_MS
  ) {
    return undefined;
  }
  const patch = JSON.stringify({
    metadata: { ownerReferences: [ownerReferenceTo(cluster)] },
  });
  const run = `\`kubectl -n ${namespace} patch secret/${secret.name} --type=merge -p '${patch}'\``;
  const stays = `It stays when ${name} is unregistered.`;
  return {
    code: 'OwnerMissing',
    severity: 'warning',
    blocking: false,
    ...(secretMadeFor(cluster, unowned)
      ? {
          sentence: `Secret ${secret.name} was made for this cluster and has no owner. ${stays}`,
          remedy: `Let the portal patch Secrets in namespace ${namespace}, then it sets the owner. Or run: ${run}.`,
        }
      : {
          sentence: `Secret ${secret.name} was made for a cluster of ${
            unowned.owner ? quoted(unowned.owner) : 'an unknown owner'
          } and has no owner reference; this cluster is of ${
            annotations[DPF_ANNOTATIONS.owner]
              ? quoted(annotations[DPF_ANNOTATIONS.owner])
              : 'an unknown owner'
          }. ${stays}`,
          remedy: `If this cluster may use its kubeconfig, run: ${run}. Otherwise register the cluster with another Secret.`,
        }),
    who: 'platform',
    evidence: { children: [`Secret/${secret.name}`] },
  };
};
