import {
  SchedulerServiceTaskScheduleDefinition,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readPortalPages } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  ManagementCluster,
  PortalPages,
  entityRefProblem,
  readOwner,
} from '@dpf-portal/dpf-model';

/**
 * `catalog.providers.dpf`, and the management clusters of `dpf`.
 *
 * @public
 */
export interface DpfProviderConfig {
  managementClusters: Pick<ManagementCluster, 'name' | 'title' | 'entityRef'>[];
  defaultOwner: string;
  entityNamespace: string;
  schedule: SchedulerServiceTaskScheduleDefinition;
  templates: boolean;
  /** `dpf.pages` and `app.baseUrl`. */
  pages: PortalPages;
  /** Set where DPU clusters are offered to Backstage's Kubernetes plugin. */
  kubernetesPlugin?: {
    /** Of the workloads that the page of a DPU cluster shows. Absent: it shows none. */
    labelSelector?: string;
  };
  /** Also the templates that open pull requests. */
  gitTemplates: boolean;
}

const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 30 },
  timeout: { minutes: 5 },
};

function readEntityRef(cluster: Config, nth: number): string | undefined {
  const ref = cluster.getOptionalString('entityRef');
  const problem = ref && entityRefProblem(ref);
  if (problem) {
    throw new InputError(
      `Invalid configuration at dpf.managementClusters[${nth}].entityRef: ${problem}`,
    );
  }
  return ref || undefined;
}

/**
 * Only where the plugin looks for an entity's workloads in the cluster that the entity names: otherwise the page of a DPU
 * cluster would show those of every cluster.
 */
function readKubernetesPlugin(
  root: Config,
  own: Config,
): DpfProviderConfig['kubernetesPlugin'] {
  const labelSelector = own.getOptionalString('workloads.labelSelector');
  const isOffered =
    root.getOptionalBoolean('dpf.kubeconfigs.kubernetesPlugin.enabled') ??
    false;
  const namesCluster =
    root.getOptionalString('kubernetes.serviceLocatorMethod.type') ===
    'singleTenant';
  if (labelSelector && !(isOffered && namesCluster)) {
    throw new InputError(
      'Invalid configuration at catalog.providers.dpf.workloads.labelSelector: it needs dpf.kubeconfigs.kubernetesPlugin.enabled: true and kubernetes.serviceLocatorMethod.type: singleTenant.',
    );
  }
  return isOffered ? { ...(labelSelector && { labelSelector }) } : undefined;
}

/** Reads the configuration. Returns `undefined` if DPF is not configured. */
export function readProviderConfig(
  root: Config,
): DpfProviderConfig | undefined {
  const own = root.getOptionalConfig('catalog.providers.dpf');
  const clusters = root.getOptionalConfigArray('dpf.managementClusters') ?? [];
  if (!own && !clusters.length) {
    return undefined;
  }
  const defaultOwner = readOwner(own?.getOptionalString('defaultOwner'));
  if (!own || !defaultOwner) {
    throw new InputError(
      'catalog.providers.dpf.defaultOwner is needed: the entity ref of the group that owns what has no other owner, such as group:default/guests in a new Backstage app.',
    );
  }
  return {
    managementClusters: clusters.map((cluster, nth) => ({
      name: cluster.getString('name'),
      title: cluster.getOptionalString('title') ?? cluster.getString('name'),
      entityRef: readEntityRef(cluster, nth),
    })),
    defaultOwner,
    entityNamespace: own.getOptionalString('entityNamespace') ?? 'default',
    schedule: own.has('schedule')
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
          own.getConfig('schedule'),
        )
      : DEFAULT_SCHEDULE,
    templates: own.getOptionalBoolean('templates') ?? true,
    pages: readPortalPages(root),
    kubernetesPlugin: readKubernetesPlugin(root, own),
    gitTemplates: own.getOptionalBoolean('gitTemplates') ?? false,
  };
}
