import { ResourceType } from './ResourceType';

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
