import { NetworkOverlap, SiteNetwork } from '../request/allocate/segments';
import { Finding } from './Finding';
import { someOf } from './phrases';

function describe({ managementCluster, network }: SiteNetwork): string {
  return `${network.name} of ${managementCluster} (${
    network.interface
  }, ${network.vipRanges.join(
    ', ',
  )}, router ids ${network.virtualRouterIds.join(', ')})`;
}

function describePair({ networks: [a, b] }: NetworkOverlap): string {
  return `${describe(a)} and ${describe(b)}`;
}

const NAME_SEGMENTS =
  'Give both networks the same `segment` in the configuration, or different ones where they are separate segments.';

function overlapSentence(overlaps: readonly NetworkOverlap[]): string {
  return `Networks may be one network segment: ${someOf(
    overlaps.map(describePair),
    5,
  )}. Two DPU clusters can get the same address or router id there.`;
}

/**
 * The warning at start about networks that may be one segment; `undefined` when there are none.
 *
 * @public
 */
export function networkOverlapWarning(
  overlaps: readonly NetworkOverlap[],
): string | undefined {
  return overlaps.length
    ? `${overlapSentence(overlaps)} ${NAME_SEGMENTS}`
    : undefined;
}

/**
 * The same warning as a finding of a management cluster that has one of the networks.
 *
 * @public
 */
export function networksOverlap(
  managementCluster: string,
  overlaps: readonly NetworkOverlap[],
): Finding | undefined {
  const own = overlaps.filter(({ networks }) =>
    networks.some(network => network.managementCluster === managementCluster),
  );
  return own.length
    ? {
        code: 'NetworksOverlap',
        severity: 'warning',
        blocking: false,
        sentence: overlapSentence(own),
        remedy: NAME_SEGMENTS,
        who: 'platform',
      }
    : undefined;
}

/** Addresses of nodes or Services may not be read, so they count for nothing. @public */
export function addressesUnreadable(
  title: string,
  unreadable: readonly string[],
): Finding | undefined {
  return unreadable.length
    ? {
        code: 'AddressesUnreadable',
        severity: 'warning',
        blocking: false,
        sentence: `The portal may not list ${unreadable.join(
          ' and ',
        )} on ${title}. A new cluster can get an address that one of them has.`,
        remedy: 'Run `kubectl apply -f deploy/rbac/portal-read-only.yaml`.',
        who: 'platform',
      }
    : undefined;
}

/** The portal cannot reserve addresses for requests. @public */
export function reservationsDenied(sentence: string): Finding {
  return {
    code: 'ReservationsDenied',
    severity: 'error',
    blocking: false,
    sentence,
    remedy:
      'Run `kubectl apply -f deploy/rbac/portal.yaml`. Where the policy has another namespace, bind the ClusterRole dpf-portal-reservations there.',
    who: 'platform',
  };
}
