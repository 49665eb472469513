import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { readPortalPages } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  enabledOfBeforeWarning,
  networkOverlaps,
  networkOverlapWarning,
  ownerProblem,
  readOwner,
} from '@dpf-portal/dpf-model';
import { DpfConfig, configProblem } from './DpfConfig';
import { mountedElsewhereWarnings } from './mountedElsewhereWarnings';
import { readKubeconfigs } from './readKubeconfigs';
import { readManagementCluster } from './readManagementCluster';
import { siteNetworks } from './readNetworks';
import { readPlatform } from './readPlatform';

const PATH = 'dpf.managementClusters';
const RETENTION = 'dpf.retentionDays';
/** Where the ledger of credentials had a setting of its own. */
const RETENTION_OF_BEFORE = 'dpf.kubeconfigs.retentionDays';
const DEFAULT_RETENTION_DAYS = 365;

function readRetentionDays(config: Config): number {
  const path = config.has(RETENTION) ? RETENTION : RETENTION_OF_BEFORE;
  const days = config.getOptionalNumber(path) ?? DEFAULT_RETENTION_DAYS;
  if (!Number.isInteger(days) || days < 1) {
    throw configProblem(path, 'give a whole number of at least 1.');
  }
  return days;
}

/** Enough for a review. */
const DEFAULT_RESERVATION_DAYS = 7;
/** Reservations that last longer are taken for mistakes. */
const LONGEST_RESERVATION_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

function readManifestReservation(root: Config): number {
  const config = root.getOptionalConfig('dpf.gitops');
  if (!config?.has('reservation')) {
    return DEFAULT_RESERVATION_DAYS * DAY_MS;
  }
  const ms = durationToMilliseconds(
    readDurationFromConfig(config, { key: 'reservation' }),
  );
  if (ms < 10 * 60_000 || ms > LONGEST_RESERVATION_DAYS * DAY_MS) {
    throw configProblem(
      'dpf.gitops.reservation',
      `give 10 minutes to ${LONGEST_RESERVATION_DAYS} days.`,
    );
  }
  return ms;
}

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
  const pages = readPortalPages(config);
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
      ...(config.has(RETENTION_OF_BEFORE)
        ? [
            config.has(RETENTION)
              ? `${RETENTION_OF_BEFORE} has no effect beside ${RETENTION}. Remove it.`
              : `${RETENTION_OF_BEFORE} now counts for the history of clusters too. Move it to ${RETENTION}.`,
          ]
        : []),
      ...(overlap ? [overlap] : []),
      ...mountedElsewhereWarnings(config, pages),
    ],
    managementClusters,
    allowGuestsOnRemoteClusters:
      config.getOptionalBoolean('dpf.guests.allowRemoteManagementClusters') ??
      false,
    platformOwner: readPlatformOwner(config),
    pages,
    kubeconfigs: readKubeconfigs(config),
    manifestReservationMs: readManifestReservation(config),
    writingActions: config.getOptionalBoolean('dpf.actions.write') ?? false,
    retentionDays: readRetentionDays(config),
    platform: readPlatform(config),
    entityNamespace: config.getOptionalString(
      'catalog.providers.dpf.entityNamespace',
    ),
  };
}
