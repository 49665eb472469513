import {
  Entity,
  FieldFormatEntityPolicy,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  CatalogService,
  EntityProviderConnection,
  EntityProviderMutation,
} from '@backstage/plugin-catalog-node';

/** A catalog that applies mutations and shows the result immediately. */
export class FakeCatalog
  implements EntityProviderConnection, Pick<CatalogService, 'getEntities'>
{
  readonly #entities = new Map<string, Entity>();
  readonly mutations: EntityProviderMutation[] = [];
  /** If false, reads return nothing yet. */
  shows = true;

  async applyMutation(mutation: EntityProviderMutation): Promise<void> {
    this.mutations.push(mutation);
    for (const { entity } of mutation.type === 'full'
      ? mutation.entities
      : mutation.added) {
      // The real catalog rejects such an entity, with only a note in its database.
      await new FieldFormatEntityPolicy().enforce(entity);
    }
    if (mutation.type === 'full') {
      this.#entities.clear();
      mutation.entities.forEach(({ entity }) => this.put(entity));
      return;
    }
    for (const removed of mutation.removed) {
      this.#entities.delete(
        'entityRef' in removed
          ? removed.entityRef
          : stringifyEntityRef(removed.entity),
      );
    }
    mutation.added.forEach(({ entity }) => this.put(entity));
  }

  async refresh(): Promise<void> {}

  put(entity: Entity): void {
    this.#entities.set(stringifyEntityRef(entity), entity);
  }

  getEntities: CatalogService['getEntities'] = (request, options) =>
    catalogServiceMock({
      entities: this.shows ? [...this.#entities.values()] : [],
    }).getEntities(request, options);

  refs(): string[] {
    return [...this.#entities.keys()].sort();
  }

  get(ref: string): Entity | undefined {
    return this.#entities.get(ref);
  }
}
