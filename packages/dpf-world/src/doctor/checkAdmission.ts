import {
  KubeObject,
  isForbidden,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { DoctorContext, Outcome, ok, warning } from './DoctorCheck';

const POLICY = 'dpf-portal-dpuclusters';
const API = '/apis/admissionregistration.k8s.io/v1';

interface Policy extends KubeObject {
  spec?: { failurePolicy?: string; matchConditions?: unknown[] };
}

interface Binding extends KubeObject {
  spec?: { validationActions?: string[]; matchResources?: unknown };
}

/** How the installed policy is weaker than the one in deploy/admission. Rights on nodes must be denied everywhere. */
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
  return policy?.matchConditions?.length && 'it leaves out some requests';
}

function flawOf(policy?: Policy, binding?: Binding): string | undefined {
  if (!policy || !binding) {
    return `${
      policy ? 'bound to nothing' : 'not there'
    }: kubectl and GitOps users can ask for what the form refuses.`;
  }
  const weak = weakness(policy, binding);
  return weak
    ? `there, but ${weak}: kubectl and GitOps users can get rights on nodes.`
    : undefined;
}

/** The admission policy that rejects crafted input from users of kubectl and GitOps. */
export async function checkAdmission({
  connection: { client },
  signal,
}: DoctorContext): Promise<Outcome[]> {
  const read = <T>(plural: string) =>
    client
      .raw<T>('GET', `${API}/${plural}/${POLICY}`, undefined, { signal })
      .catch(error => {
        if (isNotFound(error)) {
          return undefined;
        }
        throw error;
      });
  try {
    const flaw = flawOf(
      await read<Policy>('validatingadmissionpolicies'),
      await read<Binding>('validatingadmissionpolicybindings'),
    );
    const remedy = 'Run: `kubectl apply -f deploy/admission`.';
    return flaw
      ? [warning(`The policy ${POLICY} is ${flaw}`, remedy)]
      : [ok(`The policy ${POLICY} is in force`)];
  } catch (error) {
    if (!isForbidden(error)) {
      throw error;
    }
    return [
      warning(
        'This identity may not see whether the admission policy is there.',
        'Run with an administrator’s kubeconfig: `dpf-controllers doctor --kubeconfig FILE`.',
      ),
    ];
  }
}
