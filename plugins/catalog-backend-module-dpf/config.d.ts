import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  dpf?: {
    managementClusters?: Array<{
      name: string;
      title?: string;
      /** Ref of an existing catalog entity for this management cluster. Default: an entity is created. */
      entityRef?: string;
    }>;
  };
  catalog?: {
    providers?: {
      dpf?: {
        /**
         * Entity ref of a group of the catalog. It owns the templates, the management clusters, and DPU clusters
         * without an owner. There is no default, because no group exists in every catalog.
         */
        defaultOwner: string;
        /** Namespace of the entities of DPU clusters. Default: `default`. */
        entityNamespace?: string;
        /** Schedule of full reads; changes also arrive immediately by events. Default: every 30 minutes. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /** Whether to add the software templates to the catalog. Default: true. */
        templates?: boolean;
      };
    };
  };
}
