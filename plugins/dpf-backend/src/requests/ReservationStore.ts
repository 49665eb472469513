import { ServiceUnavailableError } from '@backstage/errors';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConfigMap,
  EndpointReservation,
  RESERVATIONS_CONFIG_MAP,
  StoredReservations,
  readReservations,
  FIELD_MANAGERS,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isInvalid,
  isNotFound,
  messageOf,
} from '@dpf-portal/kube-controller';
import { mayDo } from '@dpf-portal/dpf-world';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { isRefusalOfRequest } from './requestErrors';

/** The ConfigMap holds at most 1 MiB; an entry takes about 300 bytes. */
const MOST_RESERVATIONS = 1_500;
/** Long enough for the watch of every replica to see a new cluster. */
const SEEN_BY_ALL_MS = 60_000;

/** The ConfigMap of reservations may not be read or written, or has no namespace. Names what is missing. */
export class ReservationsDeniedError extends ServiceUnavailableError {
  override readonly name = 'ServiceUnavailableError';
}

/** Somebody else has written in the meantime. */
export class ReservationConflictError extends Error {
  override readonly name = 'ReservationConflictError';
}

/** The reservations as read, with the version that a write expects. */
export interface ReservationsRead extends StoredReservations {
  /** `undefined`: there is no ConfigMap. */
  resourceVersion?: string;
}

/** Which entries to remove, by key, and which to write anew. */
export interface Changes {
  over: readonly string[];
  recognized: ReadonlyMap<string, EndpointReservation>;
}

const NOTHING: ReservationsRead = {
  reservations: new Map(),
  expired: [],
  malformed: [],
};

/**
 * The endpoints that are kept for requests of one management cluster, in a ConfigMap of the policy's namespace, so that
 * all replicas of the portal see them.
 */
export class ReservationStore {
  readonly #hosted: HostedManagementCluster;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #logger: LoggerService;
  #lastRead = NOTHING;
  #denied?: string;
  #mayReserve = false;
  #reported = '';

  constructor(options: {
    hosted: HostedManagementCluster;
    clock: Pick<Clock, 'now'>;
    logger: LoggerService;
  }) {
    this.#hosted = options.hosted;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** What was read last, if anything. */
  get lastRead(): ReservationsRead {
    return this.#lastRead;
  }

  /** Why nothing can be reserved, if that was refused the last time. */
  get denied(): string | undefined {
    return this.#denied;
  }

  /** Whether the portal makes clusters and may write the ConfigMap, as found by `checkRights`. */
  get mayReserve(): boolean {
    return this.#mayReserve;
  }

  /** To be called when a request could not reserve anything. */
  deny(sentence: string): void {
    this.#denied = sentence;
  }

  /** Asks whether this portal, if it may make DPU clusters at all, may write the ConfigMap. */
  async checkRights(): Promise<void> {
    const client = this.#client;
    const { namespace, name } = this.#ref;
    const may = (verb: string, what: string) =>
      mayDo(client, what, { verb, namespace });
    const groups = this.#hosted.connection.capabilities()?.apis ?? [];
    const makes = groups.map(({ group }) =>
      may('create', `dpuclusters.${group}`),
    );
    if (!(await Promise.all(makes)).includes(true)) {
      this.#denied = undefined;
      this.#mayReserve = false;
      return;
    }
    const [get, patch, create] = await Promise.all([
      may('get', `configmaps ${name}`),
      may('patch', `configmaps ${name}`),
      may('create', 'configmaps'),
    ]);
    const missing = Object.entries({ get, patch, create }).flatMap(
      ([verb, allowed]) => (allowed ? [] : verb),
    );
    this.#mayReserve = missing.length === 0;
    this.#denied = missing.length
      ? this.#missingRight(missing.join(', '))
      : undefined;
  }

  /** Reads the ConfigMap from the server. */
  async read(): Promise<ReservationsRead> {
    try {
      const { data = {}, metadata } = await this.#client.get<ConfigMap>(
        CORE_RESOURCES.configMaps,
        this.#ref,
      );
      const { resourceVersion } = metadata;
      const stored = readReservations(data, this.#clock.now());
      this.#lastRead = { ...stored, resourceVersion };
    } catch (error) {
      if (!isNotFound(error)) {
        throw this.#refusal(error, 'get');
      }
      this.#lastRead = NOTHING;
    }
    this.#report(this.#lastRead.malformed);
    return this.#lastRead;
  }

  /**
   * Adds a reservation, and removes or completes the others as `tidy` does.
   *
   * @throws ReservationConflictError when the ConfigMap was written since `seen` was read.
   */
  async add(
    key: string,
    reservation: EndpointReservation,
    seen: ReservationsRead,
    current: Changes,
  ): Promise<void> {
    const changes = this.#changes(seen, current, 1);
    await this.#write({ ...changes, [key]: JSON.stringify(reservation) }, seen);
  }

  /**
   * Removes what has ended, what cannot be read and whose cluster is gone, and writes the uid of clusters that have appeared.
   *
   * @throws ReservationConflictError when the ConfigMap was written since `seen` was read.
   */
  async tidy(seen: ReservationsRead, current: Changes): Promise<void> {
    const changes = this.#changes(seen, current, 0);
    if (Object.keys(changes).length) {
      await this.#write(changes, seen);
    }
  }

  /** Writes the entry as it is now, or removes it. A failure is logged: the entry ends by itself. */
  async set(
    key: string,
    reservation: EndpointReservation | undefined,
  ): Promise<void> {
    const text = reservation ? JSON.stringify(reservation) : null;
    try {
      await this.#patch({ data: { [key]: text } });
    } catch (error) {
      this.#logger.warn(
        `A reservation in ConfigMap ${
          this.#path
        } was not updated and stays until it ends: ${messageOf(error)}`,
      );
    }
  }

  get #client() {
    return this.#hosted.connection.client;
  }

  get #ref() {
    const { namespace } = this.#hosted.settings.policy;
    return { namespace, name: RESERVATIONS_CONFIG_MAP };
  }

  get #path(): string {
    return `${this.#ref.namespace}/${this.#ref.name}`;
  }

  /** What of the ConfigMap changes, where `added` entries come to it; `null` removes an entry. */
  #changes(
    seen: ReservationsRead,
    { over: isOver, recognized }: Changes,
    added: number,
  ): Record<string, string | null> {
    const over = new Set([...seen.expired, ...seen.malformed, ...isOver]);
    const kept = [...seen.reservations].filter(([other]) => !over.has(other));
    for (const other of this.#surplus(kept, added)) {
      over.add(other);
    }
    const entries = [...recognized].filter(([key]) => !over.has(key));
    return {
      ...Object.fromEntries([...over].map(other => [other, null])),
      ...Object.fromEntries(
        entries.map(([key, entry]) => [key, JSON.stringify(entry)]),
      ),
    };
  }

  async #write(
    data: Record<string, string | null>,
    { resourceVersion }: ReservationsRead,
  ): Promise<void> {
    try {
      if (resourceVersion === undefined) {
        await this.#create(entriesOf(data));
      } else {
        await this.#patch({ metadata: { resourceVersion }, data });
      }
      this.#denied = undefined;
    } catch (error) {
      // A ConfigMap that was deleted in the meantime is read again, too.
      const isGone = isNotFound(error) && resourceVersion !== undefined;
      if (isConflict(error) || isAlreadyExists(error) || isGone) {
        throw new ReservationConflictError('The reservations have changed.');
      }
      throw this.#refusal(
        error,
        resourceVersion === undefined ? 'create' : 'patch',
      );
    }
  }

  async #create(data: Record<string, string>): Promise<void> {
    await this.#client.create<ConfigMap>(
      CORE_RESOURCES.configMaps,
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { ...this.#ref },
        data,
      },
      { fieldManager: FIELD_MANAGERS.requests },
    );
  }

  async #patch(patch: object): Promise<void> {
    await this.#client.mergePatch<ConfigMap>(
      CORE_RESOURCES.configMaps,
      this.#ref,
      patch,
      { fieldManager: FIELD_MANAGERS.requests },
    );
  }

  /** Where there are too many, clusters that all replicas have seen need no reservation. */
  #surplus(
    kept: ReadonlyArray<[string, EndpointReservation]>,
    added: number,
  ): string[] {
    const most = MOST_RESERVATIONS - added;
    if (kept.length <= most) {
      return [];
    }
    const now = this.#clock.now();
    const old = kept.filter(
      ([, { uid, reserved }]) =>
        uid !== undefined && now - Date.parse(reserved) > SEEN_BY_ALL_MS,
    );
    if (kept.length - old.length > most) {
      throw new ServiceUnavailableError(
        `${this.#hosted.settings.name} has ${
          kept.length
        } reservations in ConfigMap ${
          this.#path
        }. They end within minutes; try again then.`,
      );
    }
    return old.map(([key]) => key);
  }

  #report(malformed: readonly string[]): void {
    const keys = malformed.join(', ');
    if (keys && keys !== this.#reported) {
      this.#logger.warn(
        `ConfigMap ${this.#path} on ${
          this.#hosted.settings.name
        } has entries that are no reservations: ${keys}. They count for nothing and are removed with the next request.`,
      );
    }
    this.#reported = keys;
  }

  #refusal(error: unknown, verb: string): unknown {
    const { name } = this.#hosted.settings;
    if (isForbidden(error) && !isRefusalOfRequest(error)) {
      return new ReservationsDeniedError(this.#missingRight(verb));
    }
    if (isNotFound(error)) {
      return new ReservationsDeniedError(
        `${name} has no namespace ${
          this.#ref.namespace
        }, where the portal reserves addresses. The platform team creates it: kubectl create namespace ${
          this.#ref.namespace
        }.`,
      );
    }
    if (isForbidden(error)) {
      return new ServiceUnavailableError(
        `ConfigMap ${
          this.#path
        } on ${name}, where the portal reserves addresses, was refused: ${messageOf(
          error,
        )}`,
      );
    }
    if (isInvalid(error)) {
      return new ServiceUnavailableError(
        `ConfigMap ${this.#path} on ${name} cannot be written: ${messageOf(
          error,
        )} The platform team deletes it, and the portal makes it again: kubectl -n ${
          this.#ref.namespace
        } delete configmap ${this.#ref.name}.`,
      );
    }
    return error;
  }

  #missingRight(verb: string): string {
    const { name } = this.#hosted.settings;
    return `The portal may not ${verb} ConfigMap ${
      this.#path
    } on ${name}, where it reserves addresses so that no two requests get the same. The platform team grants it: apply deploy/charts/dpf-portal/rbac/portal-request.yaml, and bind its ClusterRole dpf-portal-reservations in namespace ${
      this.#ref.namespace
    }.`;
  }
}

/** The entries without those to be removed. */
function entriesOf(
  data: Record<string, string | null>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, text]) =>
      text === null ? [] : [[key, text] as const],
    ),
  );
}
