import { DpuClusterRef, dpuClusterQuery } from './DpuClusterRef';

/**
 * Where the pages of the portal are, as a back end knows it. A back end cannot ask the front end, so the administrator
 * says it where the front end has other paths than these of a new portal.
 *
 * @public
 */
export interface PortalPages {
  /** `app.baseUrl`, which may have a path of its own. Without it links are paths. */
  appBaseUrl?: string;
  /** Path of the list of DPU clusters. The pages behind its tabs are below it. */
  list: string;
  /** Path of the page of one DPU cluster. */
  cluster: string;
  /** Path of the page of an entity of the catalog. */
  entity: string;
}

/** The paths of a new portal. Both front end systems mount the pages there, unless the portal says otherwise. @public */
export const DEFAULT_PORTAL_PATHS = {
  list: '/dpu-clusters',
  cluster: '/dpu-clusters/:managementCluster/:namespace/:name',
  entity: '/catalog/:namespace/:kind/:name',
} as const satisfies PortalPages;

/** A page of {@link PortalPages}. @public */
export type PortalPage = keyof typeof DEFAULT_PORTAL_PATHS;

/** The path of the page of the platform's engineers, below that of the list. @public */
export const PLATFORM_SUB_PATH = '/platform';

/** The parameters that the path of a page must have. */
const PARAMETERS: Record<PortalPage, readonly string[]> = {
  list: [],
  cluster: [':managementCluster', ':namespace', ':name'],
  entity: [':namespace', ':kind', ':name'],
};

/**
 * What is wrong with the path of a page, `undefined` if nothing is.
 *
 * @public
 */
export function portalPathProblem(
  page: PortalPage,
  path: string,
): string | undefined {
  const example = `for example ${DEFAULT_PORTAL_PATHS[page]}`;
  if (path === '/' && page === 'list') {
    return `the list has pages below it and cannot be at /; redirect / to its path, ${example}.`;
  }
  if (!/^(\/[^\s/?#*]+)+$/.test(path)) {
    return `"${path}" is not a path below app.baseUrl. Start it with /, without a / at the end, a query, an anchor or *, ${example}.`;
  }
  const named = path.split('/').filter(part => part.startsWith(':'));
  const wanted = PARAMETERS[page];
  const fits =
    named.length === wanted.length && wanted.every(one => named.includes(one));
  if (fits) {
    return undefined;
  }
  return wanted.length
    ? `"${path}" needs ${wanted.join(
        ', ',
      )} as parts, each once, and no other parameter, ${example}.`
    : `"${path}" has the parameter ${named[0]}, and this page has none, ${example}.`;
}

function fill(path: string, values: Readonly<Record<string, string>>): string {
  return path
    .split('/')
    .map(part =>
      part.startsWith(':') ? encodeURIComponent(values[part.slice(1)]) : part,
    )
    .join('/');
}

/**
 * The path of a cluster's page in the portal, below the app's base path.
 *
 * @public
 */
export function dpuClusterPagePath(
  ref: DpuClusterRef,
  pages: Pick<PortalPages, 'cluster'>,
): string {
  const { managementCluster, namespace, name } = ref;
  return `${fill(pages.cluster, {
    managementCluster,
    namespace,
    name,
  })}${dpuClusterQuery(ref)}`;
}

/** The address of a page for readers outside of the portal: `app.baseUrl` and the path. Without `app.baseUrl` the path. */
function portalUrl(
  path: string,
  { appBaseUrl }: Pick<PortalPages, 'appBaseUrl'>,
): string {
  return `${appBaseUrl?.trim().replace(/\/+$/, '') ?? ''}${path}`;
}

/**
 * The address of the page of the platform's engineers, which has the problems of management clusters.
 *
 * @public
 */
export function platformPageUrl(
  pages: Pick<PortalPages, 'appBaseUrl' | 'list'>,
): string {
  return portalUrl(`${pages.list}${PLATFORM_SUB_PATH}`, pages);
}

/**
 * The address of a cluster's page. Every link to a cluster that leaves the portal is made here: in notifications and the
 * mails made of them, in entities and in tasks.
 *
 * @public
 */
export function dpuClusterPageUrl(
  ref: DpuClusterRef,
  pages: Pick<PortalPages, 'appBaseUrl' | 'cluster'>,
): string {
  return portalUrl(dpuClusterPagePath(ref, pages), pages);
}

/**
 * The address of the page of an entity.
 *
 * @public
 */
export function entityPageUrl(
  entity: { kind: string; namespace: string; name: string },
  pages: Pick<PortalPages, 'appBaseUrl' | 'entity'>,
): string {
  const { kind, namespace, name } = entity;
  return portalUrl(fill(pages.entity, { kind, namespace, name }), pages);
}
