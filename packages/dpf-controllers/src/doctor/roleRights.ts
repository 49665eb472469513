import { ControllerRole } from '@dpf-portal/dpf-model';
import {
  DEFINITION_NAMES,
  KAMAJI_GROUP,
  OPERATOR_CONFIGS,
  OPERATOR_GROUP,
  READ_RESOURCES,
} from '../resources/dpfResources';

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
