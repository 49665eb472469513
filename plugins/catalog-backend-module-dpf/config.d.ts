import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  dpf?: {
    managementClusters?: Array<{
      name: string;
      title?: string;
      /**
       * Ref of an existing catalog entity for this management cluster, such as a resource of type `kubernetes-cluster`.
       * Default: an entity is created, unless there is one of its name.
       */
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
        /** The workloads on the entity pages of DPU clusters, by Backstage's Kubernetes plugin. */
        workloads?: {
          /**
           * Which workloads: a label selector. Default: none. It needs `dpf.kubeconfigs.kubernetesPlugin.enabled: true` and
           * `kubernetes.serviceLocatorMethod.type: singleTenant`.
           */
          labelSelector?: string;
        };
        /** Whether to add the software templates to the catalog. Default: true. */
        templates?: boolean;
        /**
         * Whether to add the template that opens a pull request with the manifest of a cluster, too. It needs the scaffolder's
         * module for GitHub. Default: false.
         */
        gitTemplates?: boolean;
      };
    };
  };
}
