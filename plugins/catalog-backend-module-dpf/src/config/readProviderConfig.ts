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
}

const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 30 },
  timeout: { minutes: 5 },
};

function readEntityRef(config: Config, key: string): string | undefined {
  const ref = config.getOptionalString(key);
  const problem = ref && entityRefProblem(ref);
  if (problem) {
    throw new InputError(`Invalid ${key}: ${problem}`);
  }
  return ref || undefined;
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
    managementClusters: clusters.map(cluster => ({
      name: cluster.getString('name'),
      title: cluster.getOptionalString('title') ?? cluster.getString('name'),
      entityRef: readEntityRef(cluster, 'entityRef'),
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
  };
}
