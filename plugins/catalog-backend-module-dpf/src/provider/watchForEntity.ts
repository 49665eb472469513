import { setTimeout as delay } from 'timers/promises';
import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';

/** Waits; rejects with an `AbortError` when the signal fires. */
export type Sleep = (
  milliseconds: number,
  signal: AbortSignal,
) => Promise<void>;

export const realSleep: Sleep = async (milliseconds, signal) => {
  await delay(milliseconds, undefined, { signal });
};

/** At a first start the entities of files and providers are added after this module has started. */
const LOOKS = 11;
const PAUSE_MS = 30_000;

/**
 * Warns once if an entity that the configuration names is not in the catalog after five minutes, because Backstage
 * accepts entities that refer to it, but the reference leads nowhere.
 */
export async function watchForEntity(options: {
  auth: AuthService;
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  entityRef: string;
  /** What follows, and what to do. */
  warning: string;
  logger: LoggerService;
  sleep: Sleep;
  signal: AbortSignal;
}): Promise<void> {
  const { auth, catalog, entityRef, warning, logger, sleep, signal } = options;
  const isThere = async () => {
    const credentials = await auth.getOwnServiceCredentials();
    return Boolean(await catalog.getEntityByRef(entityRef, { credentials }));
  };
  let answered = false;
  for (let look = 0; look < LOOKS && !signal.aborted; look++) {
    try {
      if (await isThere()) {
        return;
      }
      answered = true;
    } catch {
      // The catalog is starting, so the check is repeated.
    }
    await sleep(PAUSE_MS, signal).catch(() => undefined);
  }
  if (answered && !signal.aborted) {
    logger.warn(warning);
  }
}

/** Of a default owner that is not in the catalog. */
export function missingOwnerWarning(defaultOwner: string): string {
  return `catalog.providers.dpf.defaultOwner is ${defaultOwner}, which is not in the catalog. It owns the templates, the management clusters and the DPU clusters that name no owner, so their owner link leads nowhere. Set it to a group of your catalog, such as group:default/guests in a new Backstage app.`;
}

/** Of an entity that stands for a management cluster and is not in the catalog. */
export function missingManagementClusterWarning(managementCluster: {
  name: string;
  entityRef: string;
}): string {
  const { name, entityRef } = managementCluster;
  return `entityRef of management cluster ${name} is ${entityRef}, which is not in the catalog, so the DPU clusters of ${name} depend on nothing that the catalog shows. Set it to the entity of that Kubernetes cluster, or leave it out: then an entity is made.`;
}
