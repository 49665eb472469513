import { InputError } from '@backstage/errors';
import {
  DEFAULT_PORTAL_PATHS,
  PortalPage,
  PortalPages,
  portalPathProblem,
} from '@dpf-portal/dpf-model';

const PATH = 'dpf.pages';

/** What {@link readPortalPages} needs of the configuration. @public */
export interface PortalPagesConfig {
  getOptionalString(key: string): string | undefined;
}

/**
 * Reads `dpf.pages` and `app.baseUrl`: where the pages of the portal are. Every back end plugin that links to a page
 * reads it here. Throws an error with the path of a mistake in the configuration.
 *
 * @public
 */
export function readPortalPages(config: PortalPagesConfig): PortalPages {
  const pathOf = (page: PortalPage): string => {
    const path = config.getOptionalString(`${PATH}.${page}`);
    const problem =
      path === undefined ? undefined : portalPathProblem(page, path);
    if (problem) {
      throw new InputError(
        `Invalid configuration at ${PATH}.${page}: ${problem}`,
      );
    }
    return path ?? DEFAULT_PORTAL_PATHS[page];
  };
  return {
    appBaseUrl: config.getOptionalString('app.baseUrl'),
    list: pathOf('list'),
    cluster: pathOf('cluster'),
    entity: pathOf('entity'),
  };
}
