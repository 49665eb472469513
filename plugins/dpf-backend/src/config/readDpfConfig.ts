import { Config } from '@backstage/config';
import {
  enabledOfBeforeWarning,
  networkOverlaps,
  networkOverlapWarning,
  ownerProblem,
  readOwner,
} from '@dpf-portal/dpf-model';
import { DpfConfig, configProblem } from './DpfConfig';
import { readKubeconfigs } from './readKubeconfigs';
import { readManagementCluster } from './readManagementCluster';
import { siteNetworks } from './readNetworks';

const PATH = 'dpf.managementClusters';

function readPlatformOwner(config: Config): string | undefined {
  const path = 'dpf.platformOwner';
  const named = config.getOptionalString(path);
  const problem = named === undefined ? undefined : ownerProblem(named);
  if (problem) {
    throw configProblem(path, problem);
  }
  return readOwner(
    named ?? config.getOptionalString('catalog.providers.dpf.defaultOwner'),
  );
}

/**
 * Reads `dpf` once, at start. Throws an error with the path of a mistake in the configuration. Without management
 * clusters, the plugin only serves its API.
 */
export function readDpfConfig(config: Config): DpfConfig {
  const managementClusters = (config.getOptionalConfigArray(PATH) ?? []).map(
    (entry, i) => readManagementCluster(entry, `${PATH}[${i}]`),
  );
  managementClusters.forEach((cluster, i) => {
    if (
      managementClusters.findIndex(other => other.name === cluster.name) !== i
    ) {
      throw configProblem(
        `${PATH}[${i}].name`,
        `"${cluster.name}" is there twice.`,
      );
    }
  });
  const enabledOfBefore = managementClusters.flatMap(
    ({ rolesEnabledOfBefore }) => rolesEnabledOfBefore,
  );
  const overlap = networkOverlapWarning(
    networkOverlaps(managementClusters.flatMap(siteNetworks)),
  );
  return {
    warnings: [
      ...(enabledOfBefore.length
        ? [enabledOfBeforeWarning(enabledOfBefore)]
        : []),
      ...(config.has('dpf.kubeconfigs.adminDownload')
        ? [
            'dpf.kubeconfigs.adminDownload has no effect: this portal hands out no admin kubeconfigs. Remove it; dpf.kubeconfigs.roles offers short-lived credentials instead.',
          ]
        : []),
      ...(overlap ? [overlap] : []),
    ],
    managementClusters,
    allowGuestsOnRemoteClusters:
      config.getOptionalBoolean('dpf.guests.allowRemoteManagementClusters') ??
      false,
    platformOwner: readPlatformOwner(config),
    appBaseUrl: config.getOptionalString('app.baseUrl'),
    kubeconfigs: readKubeconfigs(config),
    entityNamespace: config.getOptionalString(
      'catalog.providers.dpf.entityNamespace',
    ),
  };
}
