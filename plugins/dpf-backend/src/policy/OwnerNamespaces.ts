import { LoggerService } from '@backstage/backend-plugin-api';
import {
  DPF_ANNOTATIONS,
  DpfPolicy,
  policyNamespaceProblem,
  readOwner,
  requestNamespaces,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  KubeObject,
  isForbidden,
} from '@dpf-portal/kube-controller';
import type { ManagementClusterConnection } from '@dpf-portal/dpf-world';

/** A form reads the policy often. */
const FRESH_MS = 5_000;

/**
 * The Namespaces of a management cluster that say by an annotation which owner makes clusters in them. They are read when
 * they are needed, so a new one needs no restart. Where they may not be read, there are none.
 */
export class OwnerNamespaces {
  readonly #connection: ManagementClusterConnection;
  /** Namespaces that are watched; all when left out. */
  readonly #watched?: readonly string[];
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #logger: LoggerService;
  #read?: { at: number; byOwner: Promise<Map<string, string[]>> };
  #isRefused = false;

  constructor(options: {
    connection: ManagementClusterConnection;
    watched?: readonly string[];
    clock: Pick<Clock, 'monotonic'>;
    logger: LoggerService;
  }) {
    this.#connection = options.connection;
    this.#watched = options.watched;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /**
   * The policy for clusters of one of these owners: their own namespaces come first, and `policy.namespaces` are offered
   * beside them.
   */
  async policyFor(
    policy: DpfPolicy,
    owners: readonly string[],
  ): Promise<DpfPolicy> {
    const byOwner = await this.#byOwner();
    const own = owners.flatMap(owner => byOwner.get(owner) ?? []);
    return own.length
      ? {
          ...policy,
          namespace: own[0],
          namespaces: [...new Set([...own, ...requestNamespaces(policy)])],
        }
      : policy;
  }

  #byOwner(): Promise<Map<string, string[]>> {
    const now = this.#clock.monotonic();
    if (!this.#read || now - this.#read.at > FRESH_MS) {
      const byOwner = this.#list();
      this.#read = { at: now, byOwner };
      byOwner.catch(() => {
        this.#read = undefined;
      });
    }
    return this.#read.byOwner;
  }

  async #list(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const { metadata } of await this.#listAll()) {
      const { name, annotations, deletionTimestamp } = metadata;
      const owner = readOwner(annotations?.[DPF_ANNOTATIONS.owner]?.trim());
      if (
        owner &&
        !deletionTimestamp &&
        !policyNamespaceProblem(name) &&
        (this.#watched?.includes(name) ?? true)
      ) {
        found.set(owner, [...(found.get(owner) ?? []), name].sort());
      }
    }
    return found;
  }

  async #listAll(): Promise<KubeObject[]> {
    try {
      return await this.#connection.client.listAll<KubeObject>(
        CORE_RESOURCES.namespaces,
        { metadataOnly: true },
      );
    } catch (error) {
      if (!isForbidden(error)) {
        throw error;
      }
      if (!this.#isRefused) {
        this.#isRefused = true;
        this.#logger.info(
          `The portal may not list Namespaces on ${
            this.#connection.name
          }, so annotations of owners on them have no effect. deploy/charts/dpf-portal/rbac/portal-observe.yaml has the right.`,
        );
      }
      return [];
    }
  }
}
