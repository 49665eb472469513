import {
  DEFAULT_KUBERNETES_VERSION,
  cidrsOverlap,
  planControlPlane,
  widestPodRange,
} from '@dpf-portal/dpf-model';
import { DoctorContext, Outcome, ok, problem, warning } from './DoctorCheck';

/** Reports the properties of new control planes that cannot be changed later. */
export function checkNewControlPlanes({ world }: DoctorContext): Outcome[] {
  const { kubernetesVersion = DEFAULT_KUBERNETES_VERSION, podCidr } =
    world.controlPlaneSettings;
  const sources = { podCidr, operatorConfig: world.operatorConfig() };
  const plan = planControlPlane(sources, undefined);
  if (plan.problem) {
    return [problem(plan.problem.message, plan.problem.remedy)];
  }
  const { cidr, dpus } = plan.podRange;
  const outcomes = [
    ok(
      `New control planes get Kubernetes ${kubernetesVersion} and the pod range ${cidr}, with room for ${dpus} DPUs`,
    ),
  ];
  const widest = widestPodRange(sources).cidr;
  // If nodes may not be read, the check of rights reports that.
  const overlapping = (world.nodes() ?? [])
    .flatMap(({ spec }) =>
      spec?.podCIDRs?.length ? spec.podCIDRs : spec?.podCIDR ?? [],
    )
    .find(range => cidrsOverlap(range, widest));
  if (overlapping) {
    outcomes.push(
      warning(
        `The pod range ${widest} of new control planes overlaps ${overlapping}, which pods of this management cluster have. It matters where one reaches the other.`,
        'Choose another range with --pod-cidr (podCidr in the portal’s configuration), before control planes are made.',
      ),
    );
  }
  return outcomes;
}
