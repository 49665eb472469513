import { RouteFunc, RouteRef, useRouteRef } from '@backstage/core-plugin-api';

type Params = { [name in string]: string } | undefined;

/**
 * The paths of a page of ours, `undefined` where the app has not mounted it: a portal may show the entity's card and tab
 * without the list, or without the page of a cluster.
 */
export function useMountedRoute<P extends Params>(
  routeRef: RouteRef<P>,
): RouteFunc<P> | undefined {
  // It calls all its hooks before it throws.
  try {
    return useRouteRef(routeRef);
  } catch {
    return undefined;
  }
}
