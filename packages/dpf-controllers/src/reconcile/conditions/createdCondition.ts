import {
  DpuCluster,
  World,
  expiredCertificate,
  kubeconfigProblem,
  sleepingControlPlane,
} from '@dpf-portal/dpf-model';
import { Observed, Upgrade } from '../Observed';
import { problemOf } from '../Problem';
import { ConditionDraft, conditionOf } from './ConditionDraft';

const TYPE = 'Created';

function upgrading({ from, to, next }: Upgrade): string {
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
  const told = [
    ...(upgrade ? [upgrading(upgrade)] : []),
    ...(refusedEdit ? [refusedEdit.message] : []),
  ];
  return {
    type: TYPE,
    status: 'True',
    reason:
      refusedEdit?.reason ?? (upgrade === undefined ? 'Created' : 'Upgrading'),
    message: told.join(' ') || message,
  };
}

function notYet(message: string): ConditionDraft {
  return {
    type: TYPE,
    status: 'False',
    reason: 'ClusterNotReady',
    message,
    settling: true,
  };
}

/**
 * `Created` of a kamaji cluster. Once True it stays so while the control plane exists and is not asleep: Kamaji calls a
 * rollout or one lost replica not ready, and whether the API answers is for the probe to say.
 */
export function createdKamajiCondition(
  cluster: DpuCluster,
  observed: Observed,
  world: World,
): ConditionDraft {
  const { problem, controlPlane } = observed;
  if (problem) {
    return { type: TYPE, status: 'False', ...problem };
  }
  const sleeping = sleepingControlPlane(cluster, world, controlPlane);
  if (sleeping) {
    return { type: TYPE, status: 'False', ...problemOf(sleeping) };
  }
  const status = controlPlane?.status?.kubernetesResources?.version?.status;
  const wasCreated =
    conditionOf(cluster.status?.conditions, TYPE)?.status === 'True';
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
    return { type: TYPE, status: 'False', ...problem };
  }
  const unusable = kubeconfigProblem(cluster, kubeconfig?.state);
  if (unusable !== undefined) {
    return {
      type: TYPE,
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
      type: TYPE,
      status: 'False',
      reason: 'CertificateExpired',
      message: expired,
    };
  }
  return created(observed, 'The kubeconfig is in place.');
}
