import {
  DPU_CLUSTER_GROUPS,
  Dpu,
  DpuCluster,
  groupOf,
} from '../../cluster/DpuCluster';
import { DEFAULT_KUBERNETES_VERSION } from '../../managementCluster/ControlPlaneSettings';
import { DpfOperatorConfig } from '../../managementCluster/DpfOperatorConfig';
import { nextVersion } from '../../upgrade/decideRaise';
import { controlPlaneVersions, isBeingUpgraded } from '../../upgrade/versions';
import { isKamaji, keyOf, ownControlPlaneOf, runnerOf } from '../clusterState';
import { FindingRule } from '../Finding';
import { byKamaji } from '../kamajiPause';
import { count } from '../phrases';
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
  validation: string | undefined,
): Blocker[] {
  const named = new Set(
    [...(validation ?? '').matchAll(/DPU (?:\S+\/)?(\S+) is not ready/g)].map(
      ([, name]) => name,
    ),
  );
  return (world.dpusOf(cluster) ?? [])
    .filter(dpu =>
      validation === undefined ? isNotReady(dpu) : named.has(dpu.metadata.name),
    )
    .map(dpu =>
      dpuBlocker(
        dpu,
        `it is not Ready (${dpu.status?.phase ?? 'no phase'})`,
        'See what it waits for, and bring it to Ready or remove it',
      ),
    );
}

const SKEW =
  /cluster (\S+): DPU (?:(\S+)\/)?(\S+): kubelet version \((\S+)\) is .{1,80}? kube-apiserver version \((\S+)\)/g;

/** The kubelets that DPF's own check finds too old for this cluster's API server. */
function kubeletsBehind(cluster: DpuCluster, validation = ''): Blocker[] {
  return [...validation.matchAll(SKEW)]
    .filter(([, named]) => named === keyOf(cluster))
    .map(([, , namespace, name, kubelet, server]) =>
      dpuBlocker(
        {
          apiVersion: cluster.apiVersion,
          metadata: { namespace, name },
        },
        `its kubelet ${kubelet} is more than 3 minor versions behind the API server ${server}`,
        'Give its DPUSet a BFB with a newer kubelet, and let it replace the DPU',
      ),
    );
}

/** DPF's manager upgrades in one jump, and Kamaji refuses to skip a minor version. */
function controlPlaneTooOld(cluster: DpuCluster, world: World): Blocker[] {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const { installed } = controlPlaneVersions(controlPlane);
  if (
    !isKamaji(cluster) ||
    !installed ||
    isBeingUpgraded(controlPlane) ||
    runnerOf('kamaji', world) !== 'vendor'
  ) {
    return [];
  }
  const next = nextVersion(installed, DEFAULT_KUBERNETES_VERSION);
  if (!next || next === DEFAULT_KUBERNETES_VERSION) {
    return [];
  }
  const { namespace, name } = cluster.metadata;
  return [
    {
      object: `TenantControlPlane ${keyOf(cluster)}`,
      what: `it runs Kubernetes ${installed}, DPF 26 raises it to ${DEFAULT_KUBERNETES_VERSION} in one step, and Kamaji refuses to skip a minor version`,
      step: byKamaji(
        cluster,
        world,
        `Raise it by one minor version at a time before DPF is upgraded, first: \`kubectl -n ${namespace} patch tenantcontrolplane ${name} --type=merge -p '{"spec":{"kubernetes":{"version":"${next}"}}}'\`.`,
      ),
    },
  ];
}

interface Upgrade {
  /** The release that DPF is being upgraded to. */
  target?: string;
  /** The message of DPF's own check, if that has failed. */
  validation?: string;
  since?: string;
}

function upgradeOf({ status = {} }: DpfOperatorConfig): Upgrade {
  const { version, targetVersion, conditions = [] } = status;
  const failed = conditions.find(
    ({ type, status: is }) =>
      type === 'PreUpgradeValidationReady' && is === 'False',
  );
  return {
    target: targetVersion === version ? undefined : targetVersion,
    validation: failed?.message,
    since: failed?.lastTransitionTime,
  };
}

/**
 * What of this cluster holds up an upgrade of DPF. DPF's own check of its DPUs is repeated for the cluster that it names;
 * where DPF's configuration may not be read, nothing is concluded from it.
 */
export const dpfUpgradeBlocked: FindingRule = (cluster, world) => {
  const config = world.operatorConfig();
  const { target, validation, since }: Upgrade =
    typeof config === 'object' ? upgradeOf(config) : {};
  const isUnderWay = target !== undefined || validation !== undefined;
  const blockers = [
    ...controlPlaneTooOld(cluster, world),
    ...kubeletsBehind(cluster, validation),
    ...(isUnderWay ? dpusNotReady(cluster, world, validation) : []),
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
