import {
  KubeClient,
  KubeObject,
  isForbidden,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { DoctorCheck, ok, warning } from './DoctorCheck';

const POLICY = 'dpf-portal-dpuclusters';
const APPLY = 'kubectl apply -f deploy/admission';

interface Policy extends KubeObject {
  spec?: { failurePolicy?: string; matchConditions?: unknown[] };
}

interface Binding extends KubeObject {
  spec?: { validationActions?: string[]; matchResources?: unknown };
}

async function read<T extends KubeObject>(
  client: KubeClient,
  plural: string,
): Promise<T | 'missing' | 'unknown'> {
  try {
    return await client.raw<T>(
      'GET',
      `/apis/admissionregistration.k8s.io/v1/${plural}/${POLICY}`,
    );
  } catch (error) {
    if (isNotFound(error)) {
      return 'missing';
    }
    if (isForbidden(error)) {
      return 'unknown';
    }
    throw error;
  }
}

/** How the policy was weakened after it was written; what gives rights on nodes must be denied everywhere. */
function weakness({ spec: policy }: Policy, { spec: binding }: Binding) {
  if (!binding?.validationActions?.includes('Deny')) {
    return 'its binding does not deny';
  }
  if (binding.matchResources) {
    return 'its binding leaves out some namespaces or objects';
  }
  if (policy?.failurePolicy === 'Ignore') {
    return 'it lets pass what it cannot evaluate';
  }
  return policy?.matchConditions?.length
    ? 'it leaves out some requests'
    : undefined;
}

/** The policy that keeps crafted input out for users of kubectl and GitOps. */
export const checkAdmission: DoctorCheck = {
  name: 'Admission',
  async run({ client }) {
    const [policy, binding] = await Promise.all([
      read<Policy>(client, 'validatingadmissionpolicies'),
      read<Binding>(client, 'validatingadmissionpolicybindings'),
    ]);
    if (policy === 'unknown' || binding === 'unknown') {
      return [
        warning(
          'This identity may not see whether the admission policy is there.',
          'Run doctor once with an administrator’s kubeconfig.',
        ),
      ];
    }
    if (policy === 'missing' || binding === 'missing') {
      return [
        warning(
          `The policy ${POLICY} is ${
            policy === 'missing' ? 'not there' : 'bound to nothing'
          }: kubectl and GitOps users can ask for what the form refuses.`,
          APPLY,
        ),
      ];
    }
    const weak = weakness(policy, binding);
    return weak
      ? [
          warning(
            `The policy ${POLICY} is there, but ${weak}: kubectl and GitOps users can get rights on nodes.`,
            APPLY,
          ),
        ]
      : [ok(`The policy ${POLICY} is in force`)];
  },
};
