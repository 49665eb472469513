import { Config } from '@backstage/config';
import { PortalPages } from '@dpf-portal/dpf-model';

/** The extensions of the new frontend system that mount the pages, and the setting that says where they are. */
const EXTENSIONS = {
  'page:dpf': 'list',
  'page:dpf/cluster': 'cluster',
  'page:catalog/entity': 'entity',
} as const;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The path that `app.extensions` gives an extension, if this configuration has it. The last entry counts. */
function pathOfExtension(config: Config, id: string): string | undefined {
  const entries = config.getOptional('app.extensions');
  let path: string | undefined;
  for (const entry of Array.isArray(entries) ? entries : []) {
    const settings = isObject(entry) ? entry[id] : undefined;
    const own = isObject(settings) ? settings.config : undefined;
    if (isObject(own) && typeof own.path === 'string') {
      path = own.path.replace(/\/+$/, '');
    }
  }
  return path;
}

/**
 * Warns where the front end has a page at another path than `dpf.pages` says, because links in notifications, entities and
 * tasks lead nowhere then. A front end whose configuration is not here is not compared.
 */
export function mountedElsewhereWarnings(
  config: Config,
  pages: PortalPages,
): string[] {
  return Object.entries(EXTENSIONS).flatMap(([id, page]) => {
    const path = pathOfExtension(config, id);
    return path === undefined || path === pages[page]
      ? []
      : [
          `app.extensions has ${id} at ${path}, and dpf.pages.${page} is ${pages[page]}: links in notifications, entities and tasks lead to the latter. Set dpf.pages.${page} to ${path}.`,
        ];
  });
}
