import { Condition } from '@dpf-portal/kube-controller';
import {
  DpuCluster,
  World,
  expiredCertificate,
  kubeconfigProblem,
  noMatchingNodes,
  sleepingControlPlane,
} from '@dpf-portal/dpf-model';
import { Observed, Upgrade, problemOf } from '../ReconcileContext';

/** A condition as this pass computes it. */
export interface ConditionDraft {
  type: string;
  status: Condition['status'];
  reason: string;
  message: string;
  /** Not True only because it is not there yet. Not worth a write while a cluster is being created. */
  settling?: boolean;
}

export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find(condition => condition.type === type);
}

const CREATED = 'Created';

function describeUpgrade({ from, to, next }: Upgrade): string {
  const steps = [
    ...(from === to
      ? []
      : [`The control plane is being upgraded from ${from} to ${to}.`]),
    ...(next ? [`${next} follows once Kamaji says that ${to} is ready.`] : []),
  ];
  return steps.join(' ');
}

function created(observed: Observed, message: string): ConditionDraft {
  const { refusedEdit, upgrade } = observed;
  const sentences = [
    ...(upgrade ? [describeUpgrade(upgrade)] : []),
    ...(refusedEdit ? [refusedEdit.message] : []),
  ];
  return {
    type: CREATED,
    status: 'True',
    reason:
      refusedEdit?.reason ?? (upgrade === undefined ? 'Created' : 'Upgrading'),
    message: sentences.join(' ') || message,
  };
}

function notYet(message: string): ConditionDraft {
  return {
    type: CREATED,
    status: 'False',
    reason: 'ClusterNotReady',
    message,
    settling: true,
  };
}

/**
 * `Created` of a kamaji cluster. Once True it stays True while the control plane exists and is not asleep: Kamaji
 * reports a rollout or one lost replica as not ready, and the probe reports whether the API answers.
 */
export function createdKamajiCondition(
  cluster: DpuCluster,
  observed: Observed,
  world: World,
): ConditionDraft {
  const { problem, controlPlane } = observed;
  if (problem) {
    return { type: CREATED, status: 'False', ...problem };
  }
  const sleeping = sleepingControlPlane(cluster, world, controlPlane);
  if (sleeping) {
    return { type: CREATED, status: 'False', ...problemOf(sleeping) };
  }
  const status = controlPlane?.status?.kubernetesResources?.version?.status;
  const wasCreated =
    conditionOf(cluster.status?.conditions, CREATED)?.status === 'True';
  if (
    controlPlane &&
    cluster.spec.kubeconfig &&
    (status === 'Ready' || wasCreated)
  ) {
    return created(observed, 'The control plane was created.');
  }
  return notYet('The control plane is being made.');
}

/** `Created` of a static cluster: its kubeconfig can be used now, `now` being wall milliseconds. */
export function createdStaticCondition(
  cluster: DpuCluster,
  observed: Observed,
  now: number,
): ConditionDraft | undefined {
  const { problem, kubeconfig } = observed;
  if (problem) {
    return { type: CREATED, status: 'False', ...problem };
  }
  const unusable = kubeconfigProblem(cluster, kubeconfig?.state);
  if (unusable !== undefined) {
    return {
      type: CREATED,
      status: 'False',
      reason: kubeconfig ? kubeconfig.reason ?? 'Invalid' : 'EmptyKubeconfig',
      message: unusable,
    };
  }
  if (!kubeconfig) {
    return undefined;
  }
  const expired = expiredCertificate(kubeconfig.certificateExpires, now);
  if (expired !== undefined) {
    return {
      type: CREATED,
      status: 'False',
      reason: 'CertificateExpired',
      message: expired,
    };
  }
  return created(observed, 'The kubeconfig is in place.');
}

const KEEPALIVED_READY = 'KeepalivedReady';

/**
 * `KeepalivedReady`: a host holds the VIP, according to a pod or because the API answers there. `undefined` if
 * keepalived is not used, or nothing was checked.
 */
export function keepalivedReadyCondition(
  cluster: DpuCluster,
  observed: Observed,
  world: World,
): ConditionDraft | undefined {
  if (!cluster.spec.clusterEndpoint?.keepalived) {
    return undefined;
  }
  if (observed.keepalivedProblem) {
    return {
      type: KEEPALIVED_READY,
      status: 'False',
      ...observed.keepalivedProblem,
    };
  }
  const { daemonSet, health } = observed;
  if (!daemonSet) {
    return undefined;
  }
  if (daemonSet.status?.numberReady || health?.health === 'healthy') {
    return {
      type: KEEPALIVED_READY,
      status: 'True',
      reason: 'Deployed',
      message: 'keepalived runs on the control-plane nodes.',
    };
  }
  const nowhere = noMatchingNodes(cluster, world);
  if (nowhere) {
    return { type: KEEPALIVED_READY, status: 'False', ...problemOf(nowhere) };
  }
  return {
    type: KEEPALIVED_READY,
    status: 'False',
    reason: 'PodsNotReady',
    message: 'No keepalived pod is ready.',
    settling: true,
  };
}

const UPGRADED = 'Upgraded';

/**
 * `Upgraded` as DPF's own manager writes it: False while Kamaji upgrades the control plane, True from the first pass
 * after that in which Kamaji reports it as Ready. A control plane that was never upgraded has none.
 */
export function upgradedCondition(
  cluster: DpuCluster,
  observed: Observed,
): ConditionDraft | undefined {
  const { controlPlane, upgrading } = observed;
  const live = conditionOf(cluster.status?.conditions, UPGRADED);
  const status = controlPlane?.status?.kubernetesResources?.version?.status;
  if (upgrading || (live?.status === 'False' && status !== 'Ready')) {
    return {
      type: UPGRADED,
      status: 'False',
      reason: 'Upgraded',
      message: 'upgrading control plane',
    };
  }
  return live?.status === 'False'
    ? {
        type: UPGRADED,
        status: 'True',
        reason: 'Upgraded',
        message: 'The control plane was upgraded.',
      }
    : undefined;
}
