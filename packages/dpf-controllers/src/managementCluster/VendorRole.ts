import { ControllerRole } from '@dpf-portal/dpf-model';

/** Who holds one of a role's Leases. @public */
export interface RoleHolder {
  lease: string;
  holder: string;
  /** When the holder took it, by the holder's clock; RFC 3339. */
  since?: string;
  /** The holder is, or was, an instance of this project's controllers. */
  isOurs: boolean;
}

/** What can be seen of the vendor's own controller of one role. @public */
export interface VendorRole {
  role: ControllerRole;
  /** `unknown`: Deployments may not be read; counts as present. Scaled to zero is present. */
  deployment: 'present' | 'absent' | 'unknown';
  /** Of all the role's Leases; `unknown`: Leases may not be read. */
  holders: readonly RoleHolder[] | 'unknown';
}

/** Somebody else than this project's controllers who holds one of the role's Leases. */
export function otherHolder({ holders }: VendorRole): RoleHolder | undefined {
  return holders === 'unknown'
    ? undefined
    : holders.find(({ isOurs }) => !isOurs);
}
