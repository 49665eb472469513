import { ControllerRole } from '@dpf-portal/dpf-model';
import { KubeClient } from '@dpf-portal/kube-controller';
import {
  DEFINITION_NAMES,
  KAMAJI_GROUP,
  OPERATOR_CONFIGS,
  OPERATOR_GROUP,
  READ_RESOURCES,
} from '../dpfResources';
import {
  DoctorCheck,
  DoctorContext,
  Outcome,
  ok,
  problem,
  rolesAsked,
} from './DoctorCheck';

/** Rights on one resource. */
export interface Right {
  verbs: readonly string[];
  group: string;
  resource: string;
  subresource?: string;
  /** Only for the object of this name. */
  name?: string;
}

const READ = ['get', 'list', 'watch'];

const manage = (groups: readonly string[]): Right[] =>
  groups.flatMap(group => [
    { verbs: ['patch'], group, resource: 'dpuclusters' },
    {
      verbs: ['patch'],
      group,
      resource: 'dpuclusters',
      subresource: 'status',
    },
    {
      verbs: ['update'],
      group,
      resource: 'dpuclusters',
      subresource: 'finalizers',
    },
  ]);

/** What every role needs, in all namespaces. */
export function commonRights(options: {
  clusterGroups: readonly string[];
  dpuGroups: readonly string[];
}): Right[] {
  return [
    ...options.clusterGroups.map(group => ({
      verbs: READ,
      group,
      resource: 'dpuclusters',
    })),
    ...options.dpuGroups.map(group => ({
      verbs: READ,
      group,
      resource: 'dpus',
    })),
    ...READ_RESOURCES.map(([group, resource]) => ({
      verbs: READ,
      group,
      resource,
    })),
    ...DEFINITION_NAMES.map(name => ({
      verbs: ['list', 'watch'],
      group: 'apiextensions.k8s.io',
      resource: 'customresourcedefinitions',
      name,
    })),
    { verbs: READ, group: '', resource: 'nodes' },
    { verbs: ['create'], group: 'events.k8s.io', resource: 'events' },
  ];
}

/** What one role needs beyond that, in all namespaces. */
export function roleRights(
  role: ControllerRole,
  clusterGroups: readonly string[],
): Right[] {
  if (role !== 'kamaji') {
    return manage(clusterGroups);
  }
  const make = [...READ, 'create', 'patch'];
  return [
    ...manage(clusterGroups),
    { verbs: make, group: KAMAJI_GROUP, resource: 'tenantcontrolplanes' },
    { verbs: READ, group: KAMAJI_GROUP, resource: 'datastores' },
    { verbs: [...READ, 'create'], group: '', resource: 'services' },
    { verbs: make, group: '', resource: 'configmaps' },
    { verbs: [...make, 'delete'], group: 'apps', resource: 'daemonsets' },
  ];
}

/** What is needed in the namespace of DPF's operator, where the Leases are. */
export const LEASE_RIGHTS: readonly Right[] = [
  {
    verbs: [...READ, 'create', 'patch'],
    group: 'coordination.k8s.io',
    resource: 'leases',
  },
  { verbs: READ, group: 'apps', resource: 'deployments' },
  { verbs: READ, group: OPERATOR_GROUP, resource: OPERATOR_CONFIGS.plural },
];

/** What is needed in each namespace that holds clusters. */
export const SECRET_RIGHTS: readonly Right[] = [
  { verbs: [...READ, 'patch'], group: '', resource: 'secrets' },
];

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

const apply = (file: string) =>
  `kubectl apply -f deploy/rbac/${file}, with this identity as its subject`;

async function outcome(
  { client }: DoctorContext,
  what: { whose: string; rights: readonly Right[]; file: string },
  namespace?: string,
): Promise<Outcome> {
  const missing = await missingRights(client, what.rights, namespace);
  return missing.length
    ? problem(`${what.whose}: may not ${missing.join('; ')}.`, apply(what.file))
    : ok(what.whose);
}

/** May the identity do what its roles must? */
export const checkRights: DoctorCheck = {
  name: 'Rights',
  async run(context) {
    const { apis, clusters, leaseNamespace } = context;
    const clusterGroups = apis.clusters.map(({ group }) => group);
    const dpuGroups = apis.dpus.map(({ group }) => group);
    const namespaces = [
      ...new Set(clusters.map(({ metadata }) => metadata.namespace ?? '')),
    ].sort();
    return Promise.all([
      outcome(context, {
        whose: 'of every role',
        rights: commonRights({ clusterGroups, dpuGroups }),
        file: 'controllers.yaml',
      }),
      ...rolesAsked(context).map(([role]) =>
        outcome(context, {
          whose: `of the role ${role}`,
          rights: roleRights(role, clusterGroups),
          file: `controllers-${role}.yaml`,
        }),
      ),
      outcome(
        context,
        {
          whose: `on Leases and DPF's configuration in ${leaseNamespace}`,
          rights: LEASE_RIGHTS,
          file: 'controllers.yaml',
        },
        leaseNamespace,
      ),
      ...namespaces.map(namespace =>
        outcome(
          context,
          {
            whose: `on kubeconfig Secrets in ${namespace}`,
            rights: SECRET_RIGHTS,
            file: 'controllers.yaml',
          },
          namespace,
        ),
      ),
    ]);
  },
};
