import { KubeClient } from '@dpf-portal/kube-controller';
import { Right } from './roleRights';

interface AccessReview {
  status?: { allowed?: boolean };
}

async function isAllowed(
  client: KubeClient,
  right: Right,
  verb: string,
  namespace: string | undefined,
): Promise<boolean> {
  const { group, resource, subresource, name } = right;
  const review = await client.raw<AccessReview>(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: {
          group,
          resource,
          subresource,
          name,
          verb,
          namespace,
        },
      },
    },
  );
  return review.status?.allowed === true;
}

function nameOf({ group, resource, subresource, name }: Right): string {
  const qualified = group ? `${resource}.${group}` : resource;
  const whole = subresource ? `${qualified}/${subresource}` : qualified;
  return name ? `${whole} ${name}` : whole;
}

/**
 * Which of the rights this client's identity lacks, as `create, patch daemonsets.apps`. Asks the server by
 * SelfSubjectAccessReview, which everybody may.
 */
export async function missingRights(
  client: KubeClient,
  rights: readonly Right[],
  namespace?: string,
): Promise<string[]> {
  const lacks = await Promise.all(
    rights.map(async right => {
      const allowed = await Promise.all(
        right.verbs.map(verb => isAllowed(client, right, verb, namespace)),
      );
      const verbs = right.verbs.filter((_, index) => !allowed[index]);
      return verbs.length ? [`${verbs.join(', ')} ${nameOf(right)}`] : [];
    }),
  );
  return lacks.flat();
}
