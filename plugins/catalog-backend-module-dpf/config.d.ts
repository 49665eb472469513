import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  dpf?: {
    managementClusters?: Array<{
      name: string;
      title?: string;
      /** Ref of a catalog entity that stands for this management cluster. Without it one is made. */
      entityRef?: string;
    }>;
  };
  catalog?: {
    providers?: {
      dpf?: {
        /**
         * Entity ref of the owner of templates, management clusters, and DPU clusters that name none: a group of the catalog.
         * There is no default, since no group is in every catalog.
         */
        defaultOwner: string;
        /** Namespace of the entities of DPU clusters; `default` when left out. */
        entityNamespace?: string;
        /** How often everything is read again. Changes arrive at once anyway. Every 30 minutes when left out. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /** Whether the software templates are in the catalog. They are when left out. */
        templates?: boolean;
      };
    };
  };
}
