import { DpuCluster } from '../../cluster/DpuCluster';
import { ClaimsWorld } from '../claims';
import { ownControlPlaneOf } from '../clusterState';
import { Finding } from '../Finding';
import {
  clusterKeyOf,
  departureOf,
  heldBy,
  nameOfRunning,
  releaseOf,
} from '../leftBehind';
import { RunningEndpoint } from '../RunningEndpoint';

/**
 * A value that the cluster needs is that of a control plane or a keepalived without a cluster: it is about to go, its
 * deletion is held, or it has no owner and stays.
 */
export function occupied(
  /** `VIP 10.66.66.66`. */
  value: string,
  left: RunningEndpoint,
  cluster: DpuCluster,
  world: ClaimsWorld,
  finding: Pick<Finding, 'code'> & {
    /** How the owner of the cluster gets another value. */
    another: string;
    /** What happens while both run with it. */
    clash: string;
    evidence: Record<string, string | number>;
  },
): Finding {
  const { code, another, clash } = finding;
  const { kind, object } = left;
  const name = nameOfRunning(left);
  const { state, finalizers, since, who } = departureOf(object, world);
  const evidence = { ...finding.evidence, usedBy: clusterKeyOf(left), kind };
  if (state === 'stays') {
    const runs = ownControlPlaneOf(cluster, world) !== undefined;
    const { namespace, name: child } = object.metadata;
    return {
      code,
      severity: 'error',
      blocking: !runs,
      sentence: runs
        ? `${name}, which belongs to no DPUCluster, and this cluster both run with ${value}: ${clash}.`
        : `${value} is used by ${name}, which belongs to no DPUCluster. This cluster cannot start.`,
      remedy: runs
        ? `Find out who needs ${name}. If nobody does, run: \`kubectl -n ${namespace} delete ${kind.toLowerCase()} ${child}\`.`
        : another,
      who: runs ? 'platform' : 'owner',
      evidence,
    };
  }
  const held = state === 'held' ? `; ${heldBy(finalizers)}` : '';
  return {
    code,
    severity: 'warning',
    blocking: false,
    sentence: `${value} is still used by what is left of ${clusterKeyOf(
      left,
    )}, which was deleted: its ${kind} is being deleted${held}.`,
    remedy:
      state === 'held'
        ? releaseOf(
            kind,
            object,
            left.kind === 'TenantControlPlane'
              ? left.object.spec?.dataStore
              : undefined,
          )
        : `Wait until ${name} is deleted.`,
    who,
    ...(since ? { since } : {}),
    evidence: {
      ...evidence,
      waitsFor: `${kind}/${object.metadata.namespace}/${object.metadata.name}`,
      ...(finalizers.length ? { finalizers: [...finalizers] } : {}),
    },
  };
}
