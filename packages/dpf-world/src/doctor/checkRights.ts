import { KubeClient } from '@dpf-portal/kube-controller';
import {
  DEFINITION_NAMES,
  KAMAJI_GROUP,
  OPERATOR_CONFIGS,
  OPERATOR_GROUP,
  READ_RESOURCES,
} from '../dpfResources';
import { DoctorContext, Outcome, ok, problem } from './DoctorCheck';

/** Lists missing rights as a message shows them: `verb, verb: resource.group/subresource name`. */
interface Demand {
  whose: string;
  rights: readonly string[];
  /** The file in deploy/rbac that gives them. */
  file?: string;
  /** Default: all. */
  namespace?: string;
}

const READ = 'get, list, watch';
const MAKE = `${READ}, create, patch`;
const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

const CHILD_RIGHTS: readonly string[] = [
  `${MAKE}: tenantcontrolplanes.${KAMAJI_GROUP}`,
  `${READ}: datastores.${KAMAJI_GROUP}`,
  `${MAKE}: services`,
  `${MAKE}: configmaps`,
  `${MAKE}, delete: daemonsets.apps`,
];

function demandsOf({ connection, roles, world }: DoctorContext): Demand[] {
  const { apis, dpuGroups } = world.capabilities;
  const { leaderElectionNamespace } = connection;
  const clusters = apis.map(({ group }) => `dpuclusters.${group}`);
  const read = [
    ...clusters,
    ...dpuGroups.map(group => `dpus.${group}`),
    ...READ_RESOURCES.map(([group, resource]) => `${resource}.${group}`),
    'nodes',
  ];
  const manage = clusters.flatMap(what => [
    `patch: ${what}`,
    `patch: ${what}/status`,
    `update: ${what}/finalizers`,
  ]);
  const namespaces = new Set(
    connection.clusters().map(({ metadata }) => metadata.namespace ?? ''),
  );
  return [
    {
      whose: 'of every role',
      rights: [
        ...read.map(what => `${READ}: ${what}`),
        ...DEFINITION_NAMES.map(name => `list, watch: ${DEFINITIONS} ${name}`),
        'create: events.events.k8s.io',
      ],
    },
    ...roles.map(({ role }) => ({
      whose: `of the role ${role}`,
      rights: role === 'kamaji' ? [...manage, ...CHILD_RIGHTS] : manage,
      file: `controllers-${role}.yaml`,
    })),
    {
      whose: `on Leases and DPF's configuration in ${leaderElectionNamespace}`,
      rights: [
        `${MAKE}: leases.coordination.k8s.io`,
        `${READ}: deployments.apps`,
        `${READ}: ${OPERATOR_CONFIGS.plural}.${OPERATOR_GROUP}`,
      ],
      namespace: leaderElectionNamespace,
    },
    ...[...namespaces].sort().map(namespace => ({
      whose: `on kubeconfig Secrets in ${namespace}`,
      rights: [`${READ}, patch: secrets`],
      namespace,
    })),
  ];
}

/**
 * Whether the client's identity has a right on `resource.group/subresource name`. Asks the server with a
 * SelfSubjectAccessReview, which every identity may create.
 *
 * @public
 */
export async function mayDo(
  client: KubeClient,
  what: string,
  request: { verb: string; namespace?: string },
): Promise<boolean> {
  const [path, name] = what.split(' ');
  const [qualified, subresource] = path.split('/');
  const [resource, ...groups] = qualified.split('.');
  const object = { group: groups.join('.'), resource, subresource, name };
  const review = await client.raw<{ status?: { allowed?: boolean } }>(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { ...request, ...object } },
    },
  );
  return review.status?.allowed === true;
}

async function outcomeOf(
  client: KubeClient,
  { whose, rights, file = 'controllers.yaml', namespace }: Demand,
): Promise<Outcome> {
  const missing = rights.map(async right => {
    const [verbs, what] = right.split(': ');
    const denied = verbs.split(', ').map(async verb => {
      const allowed = await mayDo(client, what, { verb, namespace });
      return allowed ? [] : [verb];
    });
    const lacking = (await Promise.all(denied)).flat();
    return lacking.length ? [`${lacking.join(', ')} ${what}`] : [];
  });
  const all = (await Promise.all(missing)).flat();
  return all.length
    ? problem(
        `${whose}: may not ${all.join('; ')}.`,
        `kubectl apply -f deploy/rbac/${file}, with this identity as its subject`,
      )
    : ok(whose);
}

/** Checks that the identity has the rights that its roles need. */
export async function checkRights(context: DoctorContext): Promise<Outcome[]> {
  const { client } = context.connection;
  return Promise.all(
    demandsOf(context).map(demand => outcomeOf(client, demand)),
  );
}
