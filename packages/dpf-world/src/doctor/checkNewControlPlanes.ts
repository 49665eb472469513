import {
  DEFAULT_KUBERNETES_VERSION,
  KubeNode,
  cidrsOverlap,
  planControlPlane,
  widestPodRange,
} from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, isForbidden } from '@dpf-portal/kube-controller';
import {
  DoctorCheck,
  DoctorContext,
  Outcome,
  ok,
  problem,
  rolesAsked,
  warning,
} from './DoctorCheck';
import { readOperatorConfig } from './readOperatorConfig';

interface NodeWithPods extends KubeNode {
  spec?: { podCIDR?: string; podCIDRs?: string[] };
}

/** The pod ranges of the management cluster's nodes; none where nodes may not be read, which the check of rights reports. */
async function podRangesOfNodes({ client }: DoctorContext): Promise<string[]> {
  try {
    const nodes = await client.listAll<NodeWithPods>(CORE_RESOURCES.nodes);
    return nodes.flatMap(({ spec }) =>
      spec?.podCIDRs?.length ? spec.podCIDRs : spec?.podCIDR ?? [],
    );
  } catch (error) {
    if (isForbidden(error)) {
      return [];
    }
    throw error;
  }
}

async function outcomes(context: DoctorContext): Promise<Outcome[]> {
  const { kubernetesVersion, podCidr } = context.controlPlanes ?? {};
  const sources = {
    podCidr,
    operatorConfig: await readOperatorConfig(context),
  };
  const { podRange, problem: obstacle } = planControlPlane(sources, undefined);
  if (obstacle) {
    return [problem(obstacle.message, obstacle.remedy)];
  }
  const widest = widestPodRange(sources);
  const overlapping = (await podRangesOfNodes(context)).find(cidr =>
    cidrsOverlap(cidr, widest.cidr),
  );
  return [
    ok(
      `New control planes get Kubernetes ${
        kubernetesVersion ?? DEFAULT_KUBERNETES_VERSION
      } and the pod range ${podRange.cidr}, with room for ${
        podRange.dpus
      } DPUs`,
    ),
    ...(overlapping
      ? [
          warning(
            `The pod range ${widest.cidr} of new control planes overlaps ${overlapping}, which pods of this management cluster have. It matters where one reaches the other.`,
            'Choose another range with --pod-cidr (podCidr in the portal’s configuration), before control planes are made.',
          ),
        ]
      : []),
  ];
}

/** What new control planes get that cannot be changed later, where the role kamaji is asked for. */
export const checkNewControlPlanes: DoctorCheck = {
  name: 'Control planes',
  async run(context) {
    return rolesAsked(context).some(([role]) => role === 'kamaji')
      ? outcomes(context)
      : [];
  },
};
