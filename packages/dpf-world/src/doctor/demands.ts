import { DpfCapabilities } from '@dpf-portal/dpf-model';
import { KubeClient } from '@dpf-portal/kube-controller';
import {
  DEFINITION_NAMES,
  KAMAJI_GROUP,
  OPERATOR_CONFIGS,
  OPERATOR_GROUP,
  READ_RESOURCES,
  SERVICE_MONITORS,
} from '../dpfResources';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { DoctorContext, PortalSetup } from './DoctorCheck';

/** Rights that an identity needs for one purpose, each as `verb, verb: resource.group/subresource name`. */
export interface Demand {
  /** What they are for, after `Rights`. */
  whose: string;
  client: KubeClient;
  rights: readonly string[];
  /** The file in deploy/charts/dpf-portal/rbac that gives them. */
  file: string;
  /** Default: all. */
  namespace?: string;
  /** What follows where one of them is missing; one sentence. */
  consequence?: string;
  /**
   * Set where a site may withhold all rights of the file: what the portal does not do then, as the end of a sentence.
   */
  without?: string;
}

const READ = 'get, list, watch';
const MAKE = `${READ}, create, patch`;
const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';
/** Where the portal reserves addresses. */
const RESERVATIONS = 'dpf-portal-reservations';

const CHILD_RIGHTS: readonly string[] = [
  `${MAKE}: tenantcontrolplanes.${KAMAJI_GROUP}`,
  `${READ}: datastores.${KAMAJI_GROUP}`,
  `${MAKE}: services`,
  `${MAKE}: configmaps`,
  `${MAKE}, delete: daemonsets.apps`,
];

/** The DPUClusters of every served group. */
function clustersOf(capabilities: DpfCapabilities): string[] {
  return capabilities.apis.map(({ group }) => `dpuclusters.${group}`);
}

/** What is read in every namespace, or in each that is watched. */
function readOf(capabilities: DpfCapabilities): string[] {
  return [
    ...clustersOf(capabilities),
    ...capabilities.dpuGroups.map(group => `dpus.${group}`),
    ...READ_RESOURCES.map(([group, resource]) => `${resource}.${group}`),
  ];
}

const DEFINITION_RIGHTS: readonly string[] = DEFINITION_NAMES.map(
  name => `list, watch: ${DEFINITIONS} ${name}`,
);

/** What reconcilers need, in the portal or elsewhere. */
function controllersDemands(
  context: DoctorContext,
  client: KubeClient,
): Demand[] {
  const { connection, roles } = context;
  const { leaderElectionNamespace } = connection;
  const file = 'controllers.yaml';
  const manage = clustersOf(context.world.capabilities).flatMap(what => [
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
      client,
      rights: [
        ...[...readOf(context.world.capabilities), 'nodes'].map(
          what => `${READ}: ${what}`,
        ),
        ...DEFINITION_RIGHTS,
        'create: events.events.k8s.io',
      ],
      file,
    },
    ...(context.world.capabilities.serviceMonitors &&
    roles.some(({ role }) => role === 'kamaji')
      ? [
          {
            whose: 'of the role kamaji on ServiceMonitors',
            client,
            rights: [
              `get, create: ${SERVICE_MONITORS.plural}.${SERVICE_MONITORS.group}`,
            ],
            file: 'controllers-kamaji.yaml',
            consequence:
              'New clusters become Ready, and Prometheus does not scrape their control planes.',
          },
        ]
      : []),
    ...roles.map(({ role }) => ({
      whose: `of the role ${role}`,
      client,
      rights: role === 'kamaji' ? [...manage, ...CHILD_RIGHTS] : manage,
      file: `controllers-${role}.yaml`,
    })),
    {
      whose: `on Leases and DPF's configuration in ${leaderElectionNamespace}`,
      client,
      rights: [
        `${MAKE}: leases.coordination.k8s.io`,
        `${READ}: deployments.apps`,
        `${READ}: ${OPERATOR_CONFIGS.plural}.${OPERATOR_GROUP}`,
      ],
      file,
      namespace: leaderElectionNamespace,
    },
    ...[...namespaces].sort().map(namespace => ({
      whose: `on kubeconfig Secrets in ${namespace}`,
      client,
      rights: [`${READ}, patch: secrets`],
      file,
      namespace,
    })),
  ];
}

/** What a portal needs to show clusters and what is wrong with them. */
export function readingDemands(
  connection: ManagementClusterConnection,
  capabilities: DpfCapabilities,
  /** The watched namespaces. None: all. */
  namespaces: readonly string[] = [],
): Demand[] {
  const { client, leaderElectionNamespace } = connection;
  const reading = {
    client,
    file: 'portal-observe.yaml',
    consequence: 'What may not be read counts as unknown.',
  };
  const read = [
    ...[
      ...readOf(capabilities),
      `tenantcontrolplanes.${KAMAJI_GROUP}`,
      'daemonsets.apps',
      'services',
      'configmaps',
    ].map(what => `${READ}: ${what}`),
    'list: events',
  ];
  const readAnywhere = [
    `${READ}: nodes`,
    `${READ}: datastores.${KAMAJI_GROUP}`,
    'list: namespaces',
    ...DEFINITION_RIGHTS,
  ];
  return [
    {
      ...reading,
      whose: 'to read',
      rights: namespaces.length ? readAnywhere : [...read, ...readAnywhere],
    },
    ...namespaces.map(namespace => ({
      ...reading,
      whose: `to read in ${namespace}`,
      rights: read,
      namespace,
    })),
    {
      ...reading,
      whose: `to read who runs which role in ${leaderElectionNamespace}`,
      rights: [
        `${READ}: leases.coordination.k8s.io`,
        `${READ}: deployments.apps`,
        `${READ}: ${OPERATOR_CONFIGS.plural}.${OPERATOR_GROUP}`,
      ],
      namespace: leaderElectionNamespace,
    },
  ];
}

/** What a portal needs to show clusters, and to make requests. */
function portalDemands(
  { connection, world }: DoctorContext,
  { namespaces, requestNamespaces, uploadsNamespace }: PortalSetup,
): Demand[] {
  const [reservationsNamespace] = requestNamespaces;
  const { client } = connection;
  const requests = {
    client,
    file: 'portal-request.yaml',
    consequence: 'Requests and changes fail.',
    without: 'it refuses requests and changes',
  };
  const credentials = {
    client,
    file: 'portal-credentials.yaml',
    consequence: 'Checks, credentials and renewals that need them fail.',
    without: 'it checks no API server and issues no credentials',
  };
  const uploads = {
    client,
    file: 'portal-uploads.yaml',
    consequence: 'Uploads of kubeconfigs for static clusters fail.',
    without: 'it takes no kubeconfigs for static clusters',
  };
  return [
    ...readingDemands(connection, world.capabilities, namespaces),
    ...requestNamespaces.map(namespace => ({
      ...requests,
      whose: `to request and change DPU clusters in ${namespace}`,
      rights: clustersOf(world.capabilities).map(
        what => `create, patch, delete, assign-owner: ${what}`,
      ),
      namespace,
    })),
    {
      ...requests,
      whose: `to reserve addresses in ${reservationsNamespace}`,
      rights: ['create: configmaps', `get, patch: configmaps ${RESERVATIONS}`],
      consequence:
        'Two replicas of the portal can give one address to two requests.',
      namespace: reservationsNamespace,
    },
    ...requestNamespaces.map(namespace => ({
      ...credentials,
      whose: `on kubeconfig Secrets in ${namespace}`,
      rights: [`${READ}, patch: secrets`],
      namespace,
    })),
    ...(uploadsNamespace
      ? [
          {
            ...uploads,
            whose: `on uploaded kubeconfigs in ${uploadsNamespace}`,
            rights: [`${MAKE}, delete: secrets`],
            namespace: uploadsNamespace,
          },
          ...requestNamespaces.map(namespace => ({
            ...uploads,
            whose: `to keep uploaded kubeconfigs in ${namespace}`,
            rights: ['create, delete: secrets'],
            namespace,
          })),
        ]
      : []),
  ];
}

/** All rights that are needed here, by purpose. */
export function demandsOf(context: DoctorContext): Demand[] {
  const { connection, portal, roles } = context;
  if (!portal) {
    return controllersDemands(context, connection.client);
  }
  const { controllersClient = connection.client } = portal;
  return [
    ...portalDemands(context, portal),
    ...(roles.length ? controllersDemands(context, controllersClient) : []),
  ];
}
