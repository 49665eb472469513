import { NetworkUse, Use } from '../request/allocate/networkUse';
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
        remedy:
          'Run `kubectl apply -f deploy/charts/dpf-portal/rbac/portal-observe.yaml`.',
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
      'Run `kubectl apply -f deploy/charts/dpf-portal/rbac/portal-request.yaml`. Where the policy has another namespace, bind the ClusterRole dpf-portal-reservations there.',
    who: 'platform',
  };
}

function usedUp(what: string, { total, used }: Use): string {
  return `no free ${what} (${used} of ${total} are used)`;
}

function describeUse(
  name: string,
  { level, vips, virtualRouterIds: ids }: NetworkUse,
): string {
  return level === 'full'
    ? `Network ${name} has ${
        vips.free === 0 ? usedUp('VIP', vips) : usedUp('virtual router id', ids)
      }, so no kamaji cluster can be created on it.`
    : `Network ${name} is nearly full: ${vips.free} of ${vips.total} VIPs and ${ids.free} of ${ids.total} virtual router ids are free.`;
}

/**
 * Networks on which no cluster can be created, or only a few more can; `undefined` where there are none.
 *
 * @public
 */
export function networksNearlyFull(
  networks: ReadonlyArray<{ name: string; use: NetworkUse }>,
): Finding | undefined {
  const full = networks.filter(({ use }) => use.level === 'full');
  const nearly = networks.filter(({ use }) => use.level === 'nearlyFull');
  const found = [...full, ...nearly];
  return found.length
    ? {
        code: 'NetworkNearlyFull',
        severity: full.length ? 'error' : 'warning',
        blocking: false,
        sentence: found
          .map(({ name, use }) => describeUse(name, use))
          .slice(0, 5)
          .join(' '),
        remedy:
          'Add addresses to `vipRanges` or ids to `virtualRouterIds` of the network in the configuration and restart the portal, or retire clusters that nobody needs. The page Platform, tab Networks, names what holds each.',
        who: 'platform',
        evidence: { networks: found.map(({ name }) => name) },
      }
    : undefined;
}
