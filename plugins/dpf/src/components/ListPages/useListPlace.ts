import { useRouteRef } from '@backstage/core-plugin-api';
import { useAddress } from '../../address/address';
import {
  dpusRouteRef,
  platformRouteRef,
  platformTabRouteRef,
  rootRouteRef,
} from '../../routes';
import { PLATFORM_TABS, PlatformTab } from '../Platform/PlatformTabs';

/** The page behind a tab of the list, or `elsewhere` for an address below the list that has no page. */
export type ListPlace =
  | { page: 'clusters' | 'dpus' | 'elsewhere' }
  | { page: 'platform'; tab: PlatformTab };

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A path as routers compare it: decoded, in lower case, without slashes at the end. */
function comparable(path: string): string {
  return path
    .replace(/\/+$/, '')
    .split('/')
    .map(part => decode(part).toLocaleLowerCase('en-US'))
    .join('/');
}

/**
 * The page behind a tab that the address names. The app matches the path of the list alone, wherever it is mounted; what
 * is below it is compared with the paths of the route refs.
 */
export function useListPlace(): ListPlace {
  const { pathname } = useAddress();
  const clusters = useRouteRef(rootRouteRef)();
  const dpus = useRouteRef(dpusRouteRef)();
  const platform = useRouteRef(platformRouteRef)();
  const platformTab = useRouteRef(platformTabRouteRef);
  const here = comparable(pathname);
  const isHere = (path: string) => comparable(path) === here;
  if (isHere(clusters)) {
    return { page: 'clusters' };
  }
  if (isHere(dpus)) {
    return { page: 'dpus' };
  }
  if (isHere(platform)) {
    return { page: 'platform', tab: 'now' };
  }
  const tab = PLATFORM_TABS.find(name => isHere(platformTab({ tab: name })));
  return tab ? { page: 'platform', tab } : { page: 'elsewhere' };
}
