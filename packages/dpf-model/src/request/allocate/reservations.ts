import { canonicalAddress } from '../fields/vip';
import { virtualRouterIdProblem } from '../fields/requestFields';

/** The ConfigMap of reservations, in the namespace of a management cluster's policy. @public */
export const RESERVATIONS_CONFIG_MAP = 'dpf-portal-reservations';

/** How long an endpoint is kept for a request of which nothing is heard. @public */
export const RESERVATION_MS = 10 * 60_000;

/** No reservation is kept longer, whatever it says. */
const LONGEST_RESERVATION_MS = 31 * 24 * 60 * 60_000;
const LONGEST_ENTRY = 2_000;

/**
 * An endpoint that is kept for one request: an entry of the ConfigMap, as JSON.
 *
 * @public
 */
export interface EndpointReservation {
  managementCluster: string;
  namespace: string;
  name: string;
  vip: string;
  virtualRouterID: number;
  interface: string;
  /** When it was made and when it ends; RFC 3339. */
  reserved: string;
  expires: string;
  /** Of the DPUCluster, once it exists: until then only the reservation has the endpoint. */
  uid?: string;
}

/** What a ConfigMap of reservations holds. @public */
export interface StoredReservations {
  reservations: ReadonlyMap<string, EndpointReservation>;
  /** The keys of entries that have ended. */
  expired: readonly string[];
  /** The keys of entries that cannot be read. They count for nothing. */
  malformed: readonly string[];
}

function parse(text: string): Record<string, unknown> | undefined {
  if (text.length > LONGEST_ENTRY) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
}

function toReservation(text: string): EndpointReservation | undefined {
  const entry = parse(text);
  if (!entry) {
    return undefined;
  }
  const { managementCluster, namespace, name, vip, uid } = entry;
  const { reserved, expires } = entry;
  const { virtualRouterID, interface: nic } = entry;
  const isComplete =
    typeof managementCluster === 'string' &&
    typeof namespace === 'string' &&
    typeof name === 'string' &&
    typeof vip === 'string' &&
    typeof nic === 'string' &&
    typeof reserved === 'string' &&
    typeof expires === 'string' &&
    typeof virtualRouterID === 'number' &&
    (uid === undefined || typeof uid === 'string');
  return isComplete &&
    canonicalAddress(vip) !== undefined &&
    virtualRouterIdProblem(virtualRouterID) === undefined &&
    !Number.isNaN(Date.parse(expires))
    ? {
        managementCluster,
        namespace,
        name,
        vip,
        virtualRouterID,
        interface: nic,
        reserved,
        expires,
        uid,
      }
    : undefined;
}

/**
 * Reads the data of the ConfigMap. Anybody may have edited it: what cannot be read, or would never end, is listed as
 * malformed.
 *
 * @public
 */
export function readReservations(
  data: Readonly<Record<string, string>>,
  now: number,
): StoredReservations {
  const reservations = new Map<string, EndpointReservation>();
  const expired: string[] = [];
  const malformed: string[] = [];
  for (const [key, text] of Object.entries(data)) {
    const reservation = toReservation(text);
    const end = Date.parse(reservation?.expires ?? '');
    if (!reservation || end > now + LONGEST_RESERVATION_MS) {
      malformed.push(key);
    } else if (end <= now) {
      expired.push(key);
    } else {
      reservations.set(key, reservation);
    }
  }
  return { reservations, expired, malformed };
}
