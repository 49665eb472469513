import {
  KubeClient,
  isForbidden,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { ok, warning } from '../CheckOutcome';
import { DoctorCheck } from '../DoctorContext';

const POLICY = 'dpf-portal-dpuclusters';
const APPLY = 'kubectl apply -f deploy/admission';

async function isThere(
  client: KubeClient,
  plural: string,
): Promise<boolean | 'unknown'> {
  try {
    await client.raw(
      'GET',
      `/apis/admissionregistration.k8s.io/v1/${plural}/${POLICY}`,
    );
    return true;
  } catch (error) {
    if (isNotFound(error)) {
      return false;
    }
    if (isForbidden(error)) {
      return 'unknown';
    }
    throw error;
  }
}

/** The policy that keeps crafted input out for users of kubectl and GitOps. */
export const checkAdmission: DoctorCheck = {
  name: 'Admission',
  async run({ client }) {
    const found = await Promise.all([
      isThere(client, 'validatingadmissionpolicies'),
      isThere(client, 'validatingadmissionpolicybindings'),
    ]);
    if (found.includes('unknown')) {
      return [
        warning(
          'This identity may not see whether the admission policy is there.',
          'Run doctor once with an administrator’s kubeconfig.',
        ),
      ];
    }
    return found.every(Boolean)
      ? [ok(`The policy ${POLICY} is in force`)]
      : [
          warning(
            `The policy ${POLICY} is ${
              found[0] ? 'bound to nothing' : 'not there'
            }: kubectl and GitOps users can ask for what the form refuses.`,
            APPLY,
          ),
        ];
  },
};
