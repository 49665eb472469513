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
  readonly #git: boolean;

  static create(options: {
    owner: string;
    /** If false, templates of earlier starts are removed. */
    enabled: boolean;
    /** Also those that open pull requests. Default: false. */
    git?: boolean;
  }): DpfTemplateEntityProvider {
    return new DpfTemplateEntityProvider(options);
  }

  private constructor(options: {
    owner: string;
    enabled: boolean;
    git?: boolean;
  }) {
    this.#owner = options.owner;
    this.#enabled = options.enabled;
    this.#git = options.git ?? false;
  }

  getProviderName(): string {
    return TEMPLATES_LOCATION;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    const templates = this.#enabled
      ? await readTemplates({ owner: this.#owner, git: this.#git })
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
