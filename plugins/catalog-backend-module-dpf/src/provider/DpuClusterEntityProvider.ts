import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  CatalogService,
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  DpfApi,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DeletionBrake } from './DeletionBrake';
import { DpuClusterReader } from './DpuClusterReader';
import { toDpuClusterEntity } from './dpuClusterEntity';
import {
  EntityContext,
  locationKeyOf,
  toManagementClusterEntity,
} from './managementClusterEntity';
import { ProvidedEntities } from './ProvidedEntities';

/** The services of a {@link DpuClusterEntityProvider}, and what its entities have in common. @public */
export interface DpuClusterEntityProviderOptions extends EntityContext {
  auth: AuthService;
  catalog: Pick<CatalogService, 'getEntities'>;
  dpf: Pick<DpfApi, 'listDpuClusters'>;
  logger: LoggerService;
}

/**
 * Maintains the entities of one management cluster's DPU clusters: all of them by {@link
 * DpuClusterEntityProvider.refresh}, changed ones by {@link DpuClusterEntityProvider.update}. Both do nothing until the
 * dpf back end has synced the management cluster.
 *
 * @public
 */
export class DpuClusterEntityProvider implements EntityProvider {
  readonly #context: EntityContext;
  readonly #logger: LoggerService;
  readonly #reader: DpuClusterReader;
  readonly #provided: ProvidedEntities;
  readonly #brake = new DeletionBrake();
  /** Refs of entities that this provider has added, by uid, because the catalog shows them with a delay. */
  readonly #recent = new Map<string, string>();
  #connection?: EntityProviderConnection;
  #saidThatItExists = false;
  #last: Promise<unknown> = Promise.resolve();

  static create(
    options: DpuClusterEntityProviderOptions,
  ): DpuClusterEntityProvider {
    return new DpuClusterEntityProvider(options);
  }

  private constructor(options: DpuClusterEntityProviderOptions) {
    const { managementCluster, defaultOwner, entityNamespace, pages } = options;
    this.#context = {
      managementCluster,
      defaultOwner,
      entityNamespace,
      pages,
      kubernetesPlugin: options.kubernetesPlugin,
    };
    this.#logger = options.logger;
    const { auth, dpf, catalog } = options;
    const { name } = managementCluster;
    this.#reader = new DpuClusterReader({
      auth,
      dpf,
      managementCluster: name,
    });
    this.#provided = new ProvidedEntities({
      auth,
      catalog,
      managementCluster: name,
    });
  }

  getProviderName(): string {
    return locationKeyOf(this.#context.managementCluster);
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
  }

  /** Reads all clusters again. Returns whether that succeeded. */
  async refresh(): Promise<boolean> {
    return this.#inTurn(async connection => {
      const views = await this.#reader.read();
      if (!views) {
        return false;
      }
      const entities = [
        ...(await this.#managementClusterEntities()),
        ...views.map(view => this.#toDeferred(view)),
      ];
      const existing = await this.#provided.refs();
      const wanted = new Set(entities.map(e => stringifyEntityRef(e.entity)));
      const removed = [...existing].filter(ref => !wanted.has(ref)).length;
      if (this.#brake.holds({ existing: existing.size, removed })) {
        this.#logger.warn(
          `Kept ${removed} of ${existing.size} DPU clusters of ${
            this.#context.managementCluster.name
          } in the catalog, though the dpf back end no longer shows them. They go if further reads say the same.`,
        );
        await connection.applyMutation({
          type: 'delta',
          added: entities,
          removed: [],
        });
      } else {
        await connection.applyMutation({ type: 'full', entities });
        this.#recent.clear();
      }
      this.#remember(views);
      return true;
    });
  }

  /** Reads the clusters with these uids again. Returns whether that succeeded. */
  async update(uids: readonly string[]): Promise<boolean> {
    return this.#inTurn(async connection => {
      const views = await this.#reader.read({ uid: [...uids] });
      if (!views) {
        return false;
      }
      const found = new Set(views.map(view => view.uid));
      const added = views.map(view => this.#toDeferred(view));
      const kept = new Set(added.map(e => stringifyEntityRef(e.entity)));
      const gone = uids.filter(uid => !found.has(uid));
      const removed = (await this.#refsOf(gone)).filter(ref => !kept.has(ref));
      if (added.length || removed.length) {
        const locationKey = this.getProviderName();
        await connection.applyMutation({
          type: 'delta',
          added,
          removed: removed.map(entityRef => ({ entityRef, locationKey })),
        });
      }
      gone.forEach(uid => this.#recent.delete(uid));
      this.#remember(views);
      return true;
    });
  }

  async #refsOf(uids: readonly string[]): Promise<string[]> {
    if (!uids.length) {
      return [];
    }
    const refs = await this.#provided.refs(uids);
    const inUse = new Set(
      [...this.#recent]
        .filter(([uid]) => !uids.includes(uid))
        .map(([, ref]) => ref),
    );
    for (const uid of uids) {
      const ref = this.#recent.get(uid);
      if (ref) {
        refs.add(ref);
      }
    }
    // A cluster that was recreated under its name has the same entity with another uid.
    return [...refs].filter(ref => !inUse.has(ref));
  }

  #remember(views: DpuClusterView[]): void {
    for (const view of views) {
      const entity = toDpuClusterEntity(view, this.#context);
      this.#recent.set(view.uid, stringifyEntityRef(entity));
    }
  }

  /** None where an existing entity stands for the management cluster: a configured one, or one of the same name. */
  async #managementClusterEntities(): Promise<DeferredEntity[]> {
    if (this.#context.managementCluster.entityRef) {
      return [];
    }
    const entity = toManagementClusterEntity(this.#context);
    const locationKey = this.getProviderName();
    if (await this.#provided.isOfOthers(entity, locationKey)) {
      if (!this.#saidThatItExists) {
        this.#saidThatItExists = true;
        this.#logger.info(
          `The DPU clusters of ${
            this.#context.managementCluster.name
          } depend on ${stringifyEntityRef(
            entity,
          )}, which is in the catalog already. If it is another cluster, set entityRef of the management cluster.`,
        );
      }
      return [];
    }
    return [{ entity, locationKey }];
  }

  #toDeferred(view: DpuClusterView): DeferredEntity {
    return {
      entity: toDpuClusterEntity(view, this.#context),
      locationKey: this.getProviderName(),
    };
  }

  /** Applies mutations in sequence, so that an older read never overwrites a newer one. */
  async #inTurn(
    work: (connection: EntityProviderConnection) => Promise<boolean>,
  ): Promise<boolean> {
    const connection = this.#connection;
    if (!connection) {
      return false;
    }
    const mine = this.#last.then(() => work(connection));
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
