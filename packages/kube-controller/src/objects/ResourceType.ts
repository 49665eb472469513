/**
 * Identifies a resource: its group (`''` is the core group), version and plural, and the kind of its objects.
 *
 * @public
 */
export interface ResourceType {
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
}

/** The `apiVersion` of the objects of a resource. @public */
export function apiVersionOf(resource: ResourceType): string {
  return resource.group
    ? `${resource.group}/${resource.version}`
    : resource.version;
}

const core = (plural: string, kind: string, namespaced = true) => ({
  group: '',
  version: 'v1',
  plural,
  kind,
  namespaced,
});

const apps = (plural: string, kind: string) => ({
  group: 'apps',
  version: 'v1',
  plural,
  kind,
  namespaced: true,
});

/** The built-in resources that need no discovery. @public */
export const CORE_RESOURCES = {
  services: core('services', 'Service'),
  secrets: core('secrets', 'Secret'),
  configMaps: core('configmaps', 'ConfigMap'),
  nodes: core('nodes', 'Node', false),
  namespaces: core('namespaces', 'Namespace', false),
  events: core('events', 'Event'),
  pods: core('pods', 'Pod'),
  serviceAccounts: core('serviceaccounts', 'ServiceAccount'),
  daemonSets: apps('daemonsets', 'DaemonSet'),
  deployments: apps('deployments', 'Deployment'),
  leases: {
    group: 'coordination.k8s.io',
    version: 'v1',
    plural: 'leases',
    kind: 'Lease',
    namespaced: true,
  },
  customResourceDefinitions: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    plural: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    namespaced: false,
  },
} as const satisfies Record<string, ResourceType>;

/**
 * The URL path of a resource, of one of its objects, or of a subresource. Each part is escaped, so a name cannot lead
 * to another path.
 *
 * @public
 */
export function resourcePath(
  resource: ResourceType,
  ref: { namespace?: string; name?: string; subresource?: string } = {},
): string {
  const parts = resource.group
    ? ['apis', resource.group, resource.version]
    : ['api', resource.version];
  if (resource.namespaced && ref.namespace) {
    parts.push('namespaces', ref.namespace);
  }
  parts.push(resource.plural);
  if (ref.name !== undefined) {
    if (!/^[^/%]+$/.test(ref.name) || ref.name === '.' || ref.name === '..') {
      throw new Error(`"${ref.name}" is not a valid object name`);
    }
    if (resource.namespaced && !ref.namespace) {
      throw new Error(`${resource.kind} "${ref.name}" needs a namespace`);
    }
    parts.push(ref.name);
  }
  if (ref.subresource) {
    parts.push(ref.subresource);
  }
  return `/${parts.map(encodeURIComponent).join('/')}`;
}
