import { AuthService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';

/**
 * Reads the entities of one management cluster from the catalog. They are not cached, because another
 * replica may have added them.
 */
export class ProvidedEntities {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntities'>;
  readonly #managementCluster: string;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntities'>;
    managementCluster: string;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#managementCluster = options.managementCluster;
  }

  /** The entity refs of all clusters, or of those with these uids. */
  async refs(uids?: readonly string[]): Promise<Set<string>> {
    const { items } = await this.#catalog.getEntities(
      {
        filter: {
          kind: 'Resource',
          'spec.type': 'dpu-cluster',
          [`metadata.annotations.${DPF_ANNOTATIONS.managementCluster}`]:
            this.#managementCluster,
          ...(uids
            ? { [`metadata.annotations.${DPF_ANNOTATIONS.uid}`]: [...uids] }
            : {}),
        },
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return new Set(items.map(entity => stringifyEntityRef(entity)));
  }

  /** Whether somebody else has this entity in the catalog already. */
  async isOfOthers(entity: Entity, locationKey: string): Promise<boolean> {
    const { items } = await this.#catalog.getEntities(
      {
        filter: {
          kind: entity.kind,
          'metadata.name': entity.metadata.name,
          'metadata.namespace': entity.metadata.namespace ?? 'default',
        },
        fields: ['kind', 'metadata'],
      },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return items.some(
      ({ metadata }) =>
        metadata.annotations?.[ANNOTATION_LOCATION] !== locationKey,
    );
  }
}
