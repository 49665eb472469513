import {
  DPU_CLUSTER_GROUPS,
  Dpu,
  DpuCluster,
  groupOf,
} from '../../cluster/DpuCluster';
import {
  dpfUpgradeOf,
  failedValidationOf,
} from '../../managementCluster/DpfOperatorConfig';
import {
  UpgradeBlocker,
  upgradeBlockersIn,
} from '../../upgrade/upgradeBlockers';
import { KUBELET_MOST_BEHIND } from '../../upgrade/versions';
import { keyOf } from '../clusterState';
import { FindingRule } from '../Finding';
import { count } from '../phrases';
import { controlPlaneForecast } from '../upgradeForecast';
import { World } from '../World';

/** One thing of this cluster that holds up an upgrade of DPF. */
interface Blocker {
  object: string;
  what: string;
  step: string;
}

function dpuBlocker(dpu: Dpu, what: string, step: string): Blocker {
  const { namespace, name } = dpu.metadata;
  return {
    object: `DPU ${namespace ? `${namespace}/` : ''}${name}`,
    what,
    step: `${step}: \`kubectl ${
      namespace ? `-n ${namespace} ` : ''
    }describe dpus.${groupOf(dpu)} ${name}\`.`,
  };
}

function isNotReady({ status, metadata }: Dpu): boolean {
  return status?.phase !== 'Ready' || metadata.deletionTimestamp !== undefined;
}

/** The DPUs of the cluster that DPF's own check names as not ready, or that are not where it has not checked yet. */
function dpusNotReady(
  cluster: DpuCluster,
  world: World,
  found: readonly UpgradeBlocker[] | undefined,
): Blocker[] {
  const named = new Set(
    found
      ?.filter(({ object, skew }) => object?.kind === 'DPU' && !skew)
      .map(({ object }) => object?.name),
  );
  return (world.dpusOf(cluster) ?? [])
    .filter(dpu =>
      found === undefined ? isNotReady(dpu) : named.has(dpu.metadata.name),
    )
    .map(dpu =>
      dpuBlocker(
        dpu,
        `it is not Ready (${dpu.status?.phase ?? 'no phase'})`,
        'See what it waits for, and bring it to Ready or remove it',
      ),
    );
}

/** The kubelets that DPF's own check finds unfit for this cluster's API server. */
function unfitKubelets(
  cluster: DpuCluster,
  found: readonly UpgradeBlocker[],
): Blocker[] {
  return found.flatMap(({ object, cluster: named, skew }) =>
    object &&
    named &&
    skew &&
    `${named.namespace}/${named.name}` === keyOf(cluster)
      ? dpuBlocker(
          {
            apiVersion: cluster.apiVersion,
            metadata: { namespace: object.namespace, name: object.name },
          },
          skew.kubeletIs === 'newer'
            ? `its kubelet ${skew.kubelet} is newer than the API server ${skew.server}`
            : `its kubelet ${skew.kubelet} is more than ${KUBELET_MOST_BEHIND} minor versions behind the API server ${skew.server}`,
          skew.kubeletIs === 'newer'
            ? 'Upgrade the API server first, or give its DPUSet a BFB with an older kubelet'
            : 'Give its DPUSet a BFB with a newer kubelet, and let it replace the DPU',
        )
      : [],
  );
}

/** DPF's manager cannot raise the control plane. */
function controlPlaneTooOld(cluster: DpuCluster, world: World): Blocker[] {
  const forecast = controlPlaneForecast(cluster, world);
  return forecast?.verdict === 'blocks'
    ? [
        {
          object: `TenantControlPlane ${keyOf(cluster)}`,
          what: forecast.sentence,
          step: forecast.remedy ?? '',
        },
      ]
    : [];
}

/**
 * What of this cluster holds up an upgrade of DPF. DPF's own check of its DPUs is repeated for the cluster that it names;
 * where DPF's configuration may not be read, nothing is concluded from it.
 */
export const dpfUpgradeBlocked: FindingRule = (cluster, world) => {
  const config = world.operatorConfig();
  const target = dpfUpgradeOf(config)?.to;
  const { message, since } = failedValidationOf(config) ?? {};
  const found = message === undefined ? undefined : upgradeBlockersIn(message);
  const isUnderWay = target !== undefined || found !== undefined;
  const blockers = [
    ...controlPlaneTooOld(cluster, world),
    ...unfitKubelets(cluster, found ?? []),
    ...(isUnderWay ? dpusNotReady(cluster, world, found) : []),
  ];
  const [first] = blockers;
  if (!first || groupOf(cluster) !== DPU_CLUSTER_GROUPS.released) {
    return undefined;
  }
  const more = blockers.length - 1;
  return {
    code: 'DpfUpgradeBlocked',
    severity: isUnderWay ? 'warning' : 'info',
    blocking: false,
    sentence: `${first.object} holds up ${
      isUnderWay
        ? `the upgrade of DPF${target ? ` to ${target}` : ''}`
        : 'the next upgrade of DPF'
    }: ${first.what}.${
      more
        ? ` ${count(more, 'other object')} of this cluster ${
            more === 1 ? 'does' : 'do'
          } too.`
        : ''
    }`,
    remedy: first.step,
    who: 'platform',
    ...(since ? { since } : {}),
    evidence: { objects: blockers.map(({ object }) => object) },
  };
};
