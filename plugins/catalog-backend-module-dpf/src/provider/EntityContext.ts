import { ProvidedManagementCluster } from '../config/readProviderConfig';

/** What all entities of one management cluster have in common. */
export interface EntityContext {
  managementCluster: ProvidedManagementCluster;
  defaultOwner: string;
  entityNamespace: string;
  /** Where the portal is: the catalog takes absolute links only. Without it there are none. */
  appBaseUrl?: string;
}

/** The key by which the catalog tells this provider's entities from others of the same name. */
export function locationKeyOf(managementCluster: { name: string }): string {
  return `dpf-provider:${managementCluster.name}`;
}
