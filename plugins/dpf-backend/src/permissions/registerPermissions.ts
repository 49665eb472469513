import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  dpuClusterPermissions,
  managementClusterReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DpuClusterAttributes,
  dpuClusterPermissionResourceRef,
} from './dpuClusterResourceRef';
import { dpuClusterPermissionRules } from './rules';

/** Registers the plugin's permissions and rules, and how to find a cluster by its ref. */
export function registerPermissions(
  registry: PermissionsRegistryService,
  findByRef: (ref: string) => DpuClusterAttributes | undefined,
): void {
  registry.addResourceType({
    resourceRef: dpuClusterPermissionResourceRef,
    permissions: dpuClusterPermissions,
    rules: Object.values(dpuClusterPermissionRules),
    getResources: async refs => refs.map(findByRef),
  });
  registry.addPermissions([managementClusterReadPermission]);
}
