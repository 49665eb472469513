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

/** At a first start groups are added to the catalog after this module has started. */
const LOOKS = 11;
const PAUSE_MS = 30_000;

/**
 * Warns once if the configured default owner is not in the catalog after five minutes, because Backstage accepts
 * entities with such an owner, but their owner link is broken.
 */
export async function watchForDefaultOwner(options: {
  auth: AuthService;
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  defaultOwner: string;
  logger: LoggerService;
  sleep: Sleep;
  signal: AbortSignal;
}): Promise<void> {
  const { auth, catalog, defaultOwner, logger, sleep, signal } = options;
  const isThere = async () => {
    const credentials = await auth.getOwnServiceCredentials();
    return Boolean(await catalog.getEntityByRef(defaultOwner, { credentials }));
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
    logger.warn(
      `catalog.providers.dpf.defaultOwner is ${defaultOwner}, which is not in the catalog. It owns the templates, the management clusters and the DPU clusters that name no owner, so their owner link leads nowhere. Set it to a group of your catalog, such as group:default/guests in a new Backstage app.`,
    );
  }
}
