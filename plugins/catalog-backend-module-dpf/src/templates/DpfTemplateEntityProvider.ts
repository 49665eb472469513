import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { TEMPLATES_LOCATION, readTemplates } from './readTemplates';

/**
 * Adds the software templates to the catalog, which a module of the scaffolder cannot do.
 *
 * @public
 */
export class DpfTemplateEntityProvider implements EntityProvider {
  readonly #owner: string;
  readonly #enabled: boolean;

  static create(options: {
    owner: string;
    /** If false, templates of earlier starts are removed. */
    enabled: boolean;
  }): DpfTemplateEntityProvider {
    return new DpfTemplateEntityProvider(options);
  }

  private constructor(options: { owner: string; enabled: boolean }) {
    this.#owner = options.owner;
    this.#enabled = options.enabled;
  }

  getProviderName(): string {
    return TEMPLATES_LOCATION;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    const templates = this.#enabled
      ? await readTemplates({ owner: this.#owner })
      : [];
    await connection.applyMutation({
      type: 'full',
      entities: templates.map(entity => ({
        entity,
        locationKey: TEMPLATES_LOCATION,
      })),
    });
  }
}
